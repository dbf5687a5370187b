/// The regular expressions that `--filter name=` takes: a plain subset of Go's, matched by going back.
///
/// Characters, `.`, `[a-z]`, `[^…]`, `\d \w \s` and escapes, groups, `|`, `* + ? {n,m}`, `^` and `$`.
struct NamePattern: Sendable {
    private indirect enum Node: Sendable {
        case empty
        case byte(UInt8)
        case any
        case set([ClosedRange<UInt8>], isNegated: Bool)
        case start
        case end
        case sequence([Node])
        case choice([Node])
        case repeated(Node, minimum: Int, maximum: Int)
    }

    private let root: Node

    /// Nil for what is no such expression.
    init?(_ text: String) {
        var parser = Parser(bytes: Array(text.utf8))
        guard let node = parser.choice(), parser.at == parser.bytes.count else { return nil }
        root = node
    }

    /// Whether the expression is found anywhere in the text.
    func matches(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        for start in 0...bytes.count where Self.match(root, bytes, start, 0, { _ in true }) { return true }
        return false
    }

    private static func match(_ node: Node, _ text: [UInt8], _ at: Int, _ depth: Int, _ next: (Int) -> Bool) -> Bool {
        if depth > 2000 { return false }
        switch node {
        case .empty: return next(at)
        case .byte(let byte): return at < text.count && text[at] == byte && next(at + 1)
        case .any: return at < text.count && text[at] != 10 && next(at + 1)
        case .set(let ranges, let isNegated):
            guard at < text.count else { return false }
            return ranges.contains { $0.contains(text[at]) } != isNegated && next(at + 1)
        case .start: return at == 0 && next(at)
        case .end: return at == text.count && next(at)
        case .sequence(let nodes): return sequence(nodes[...], text, at, depth + 1, next)
        case .choice(let nodes):
            for node in nodes where match(node, text, at, depth + 1, next) { return true }
            return false
        case .repeated(let node, let minimum, let maximum):
            if maximum > 0 {
                let more = Node.repeated(
                    node, minimum: max(0, minimum - 1), maximum: maximum == .max ? .max : maximum - 1)
                // A turn that takes nothing would go on for ever.
                if match(
                    node, text, at, depth + 1, { ($0 > at || minimum > 0) && match(more, text, $0, depth + 1, next) })
                {
                    return true
                }
            }
            return minimum == 0 && next(at)
        }
    }

    private static func sequence(
        _ nodes: ArraySlice<Node>, _ text: [UInt8], _ at: Int, _ depth: Int, _ next: (Int) -> Bool
    ) -> Bool {
        guard let first = nodes.first else { return next(at) }
        return match(first, text, at, depth, { sequence(nodes.dropFirst(), text, $0, depth, next) })
    }

    private struct Parser {
        let bytes: [UInt8]
        var at = 0
        var depth = 0

        private var here: UInt8? { at < bytes.count ? bytes[at] : nil }

        mutating func choice() -> Node? {
            depth += 1
            defer { depth -= 1 }
            if depth > 50 { return nil }
            var branches: [Node] = []
            while true {
                guard let branch = sequence() else { return nil }
                branches.append(branch)
                guard here == UInt8(ascii: "|") else { break }
                at += 1
            }
            return branches.count == 1 ? branches[0] : .choice(branches)
        }

        private mutating func sequence() -> Node? {
            var nodes: [Node] = []
            while let byte = here, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
                guard let atom = atom(), let node = repetition(of: atom) else { return nil }
                nodes.append(node)
            }
            return nodes.isEmpty ? .empty : .sequence(nodes)
        }

        private mutating func repetition(of atom: Node) -> Node? {
            var node = atom
            while let byte = here {
                switch byte {
                case UInt8(ascii: "*"): node = .repeated(node, minimum: 0, maximum: .max)
                case UInt8(ascii: "+"): node = .repeated(node, minimum: 1, maximum: .max)
                case UInt8(ascii: "?"): node = .repeated(node, minimum: 0, maximum: 1)
                case UInt8(ascii: "{"):
                    guard let bounds = bounds() else { return nil }
                    node = .repeated(node, minimum: bounds.0, maximum: bounds.1)
                    continue
                default: return node
                }
                at += 1
            }
            return node
        }

        private mutating func bounds() -> (Int, Int)? {
            guard let close = bytes[at...].firstIndex(of: UInt8(ascii: "}")) else { return nil }
            let parts = String(decoding: bytes[(at + 1)..<close], as: UTF8.self)
                .split(separator: ",", omittingEmptySubsequences: false)
            guard let low = parts.first.flatMap({ Int($0) }), (0...1000).contains(low), parts.count <= 2 else {
                return nil
            }
            let high = parts.count == 1 ? low : parts[1].isEmpty ? Int.max : Int(parts[1]) ?? -1
            guard high >= low, high == .max || high <= 1000 else { return nil }
            at = close + 1
            return (low, high)
        }

        private mutating func atom() -> Node? {
            guard let byte = here else { return nil }
            at += 1
            switch byte {
            case UInt8(ascii: "^"): return .start
            case UInt8(ascii: "$"): return .end
            case UInt8(ascii: "."): return .any
            case UInt8(ascii: "["): return set()
            case UInt8(ascii: "("):
                if bytes[at...].starts(with: "?:".utf8) { at += 2 }
                guard let inside = choice(), here == UInt8(ascii: ")") else { return nil }
                at += 1
                return inside
            case UInt8(ascii: "\\"):
                guard let escaped = here else { return nil }
                at += 1
                return Self.escape(escaped)
            case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"): return nil
            default: return .byte(byte)
            }
        }

        private static let word: [ClosedRange<UInt8>] = [48...57, 65...90, 95...95, 97...122]
        private static let space: [ClosedRange<UInt8>] = [9...10, 12...13, 32...32]

        private static func escape(_ byte: UInt8) -> Node? {
            switch byte {
            case UInt8(ascii: "d"): .set([48...57], isNegated: false)
            case UInt8(ascii: "D"): .set([48...57], isNegated: true)
            case UInt8(ascii: "w"): .set(word, isNegated: false)
            case UInt8(ascii: "W"): .set(word, isNegated: true)
            case UInt8(ascii: "s"): .set(space, isNegated: false)
            case UInt8(ascii: "S"): .set(space, isNegated: true)
            case 48...57, 65...90, 97...122: nil
            default: .byte(byte)
            }
        }

        private mutating func set() -> Node? {
            var ranges: [ClosedRange<UInt8>] = []
            let isNegated = here == UInt8(ascii: "^")
            if isNegated { at += 1 }
            var isFirst = true
            while let byte = here, byte != UInt8(ascii: "]") || isFirst {
                isFirst = false
                at += 1
                var low = byte
                if byte == UInt8(ascii: "\\") {
                    guard let escaped = here else { return nil }
                    at += 1
                    if case .set(let inside, false)? = Self.escape(escaped) {
                        ranges += inside
                        continue
                    }
                    low = escaped
                }
                var high = low
                if here == UInt8(ascii: "-"), at + 1 < bytes.count, bytes[at + 1] != UInt8(ascii: "]") {
                    high = bytes[at + 1]
                    at += 2
                }
                guard low <= high else { return nil }
                ranges.append(low...high)
            }
            guard here == UInt8(ascii: "]") else { return nil }
            at += 1
            return .set(ranges, isNegated: isNegated)
        }
    }
}
