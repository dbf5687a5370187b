/// A JSON text in words, and how hostile texts are made of it. Knows nothing of our own reader.
public struct JSONMutation: Sendable {
    private let words: [[UInt8]]

    public init(_ text: String) { words = Self.split(Array(text.utf8)) }

    /// Another text, made by a few edits of words, and now and then of bytes.
    public func mutated(with random: inout SeededRandom) -> [UInt8] {
        var words = words
        // mostly one, so that what comes after the first mistake is reached as well
        let edits = random.happens(oneIn: 3) ? 2 + random.below(6) : 1
        for _ in 0..<edits where !words.isEmpty { Self.edit(&words, &random) }
        var bytes = Array(words.joined())
        if random.happens(oneIn: 4) { Self.damage(&bytes, &random) }
        return bytes
    }

    private static func edit(_ words: inout [[UInt8]], _ random: inout SeededRandom) {
        let at = random.below(words.count)
        switch random.below(12) {
        case 0...4:
            guard let place = scalar(near: at, words) else { return }
            words[place] = HostileValues.scalar(&random)
        case 5:
            guard let place = scalar(near: at, words), let other = scalar(near: random.below(words.count), words) else { return }
            words[place] = words[other]
        case 6: words.removeSubrange(value(at, words))
        case 7:
            // many of one
            let part = Array(words[value(at, words)])
            let count = [1, 2, 40, 400][random.below(4)]
            // some megabytes at most: what is longer is slow by its length
            if part.count * count > 40000 || part.reduce(0, { $0 + $1.count }) * count > 2 << 20 { return }
            for _ in 0..<count { words.insert(contentsOf: part + [[UInt8(ascii: ",")]], at: at) }
        case 8:
            let part = Array(words[value(random.below(words.count), words)])
            words.replaceSubrange(value(at, words), with: part)
        case 9:
            let depth = [3, 100, 511, 513, 5000, 60000][random.below(6)]
            let (open, close): (UInt8, UInt8) = (UInt8(ascii: "["), UInt8(ascii: "]"))
            let deep = Array(repeating: open, count: depth) + (random.happens(oneIn: 3) ? [] : Array(repeating: close, count: depth))
            words[at] = deep
        case 10:
            guard let place = scalar(near: at, words), words[place].first == UInt8(ascii: "\"") else { return }
            let inner = words[place].dropFirst().dropLast()
            words[place] = [UInt8(ascii: "\"")] + inner + HostileValues.piece(&random) + [UInt8(ascii: "\"")]
        default: words.swapAt(at, random.below(words.count))
        }
    }

    private static func damage(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
        guard !bytes.isEmpty else { return }
        let at = random.below(bytes.count)
        switch random.below(5) {
        case 0: bytes.removeLast(bytes.count - at)
        case 1: bytes[at] = UInt8(truncatingIfNeeded: random.next())
        case 2: bytes[at] ^= 1 << UInt8(random.below(8))
        case 3: bytes.insert(contentsOf: (0..<random.below(20)).map { _ in UInt8(truncatingIfNeeded: random.next()) }, at: at)
        default: bytes.removeSubrange(at..<min(bytes.count, at + 1 + random.below(30)))
        }
    }

    /// The whole value that begins with the word.
    private static func value(_ start: Int, _ words: [[UInt8]]) -> Range<Int> {
        var depth = 0
        for at in start..<words.count {
            switch words[at].first {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            if depth <= 0 { return start..<(at + 1) }
        }
        return start..<(start + 1)
    }

    /// The next word from there on that is a text, a number or a literal.
    private static func scalar(near start: Int, _ words: [[UInt8]]) -> Int? {
        (start..<words.count).first { !Array("{}[]:,".utf8).contains(words[$0].first ?? 44) }
    }

    private static func split(_ text: [UInt8]) -> [[UInt8]] {
        var words: [[UInt8]] = []
        var at = 0
        while at < text.count {
            let start = at
            at += 1
            if text[start] == UInt8(ascii: "\"") {
                while at < text.count, text[at] != UInt8(ascii: "\"") { at += text[at] == UInt8(ascii: "\\") ? 2 : 1 }
                at = min(at + 1, text.count)
            } else if !Array("{}[]:, \n\t".utf8).contains(text[start]) {
                while at < text.count, !Array("{}[]:, \n\t\"".utf8).contains(text[at]) { at += 1 }
            }
            if ![32, 10, 9].contains(text[start]) { words.append(Array(text[start..<at])) }
        }
        return words
    }
}
