internal import Linux

/// Which tags of a repository `sync` takes: those that a regular expression fits, as `images-by-tag-regex` has it.
struct SyncPattern {
    private let pattern: TextPattern

    /// Go's expressions are meant; what POSIX has no words for is refused.
    init(_ text: String) throws(Fault) {
        guard let pattern = TextPattern(try Self.posix(text)) else { throw Fault(what: "it is no regular expression") }
        self.pattern = pattern
    }

    struct Fault: Error { let what: String }

    func matches(_ tag: String) -> Bool { pattern.matches(tag) }

    /// The same in the words of regex(7), where a class knows no escapes and `\d` is not there.
    static func posix(_ text: String) throws(Fault) -> String {
        let bytes = Array(text.utf8)
        var made: [UInt8] = []
        var place = 0
        while place < bytes.count {
            let byte = bytes[place]
            switch byte {
            case 0x5c:
                guard place + 1 < bytes.count else { throw Fault(what: "it ends in a backslash") }
                made += try escape(bytes[place + 1])
                place += 2
            case 0x5b: try bracket(bytes, &place, into: &made)
            case 0x28 where place + 1 < bytes.count && bytes[place + 1] == 0x3f:
                guard place + 2 < bytes.count, bytes[place + 2] == 0x3a else {
                    throw Fault(what: "groups with flags or names, (?…), are not supported; (?:…) is")
                }
                made.append(0x28)
                place += 3
            case 0x2a, 0x2b, 0x3f, 0x7d:
                made.append(byte)
                place += 1
                if place < bytes.count, bytes[place] == 0x3f { throw Fault(what: "lazy repetition, such as *?, is not supported") }
            default:
                made.append(byte)
                place += 1
            }
        }
        return String(decoding: made, as: UTF8.self)
    }

    private static let classes: [UInt8: String] = [
        0x64: "0-9", 0x77: "0-9A-Za-z_", 0x73: " \t\n\r\u{c}",
    ]

    private static func escape(_ byte: UInt8) throws(Fault) -> [UInt8] {
        if let inside = classes[byte] { return Array("[\(inside)]".utf8) }
        if let inside = classes[byte | 0x20], byte < 0x60 { return Array("[^\(inside)]".utf8) }
        switch byte {
        case 0x41: return [0x5e]
        case 0x7a: return [0x24]
        case 0x62, 0x42: return [0x5c, byte]
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a:
            throw Fault(what: "the escape \\\(Character(Unicode.Scalar(byte))) is not supported")
        default: return [0x5c, byte]
        }
    }

    private static func bracket(_ bytes: [UInt8], _ place: inout Int, into made: inout [UInt8]) throws(Fault) {
        // What would mean something else at another place is put where it means itself.
        var (inside, hasBracket, hasDash, hasCaret): ([UInt8], Bool, Bool, Bool) = ([], false, false, false)
        place += 1
        var isNegated = false
        if place < bytes.count, bytes[place] == 0x5e {
            isNegated = true
            place += 1
        }
        var isFirst = true
        while place < bytes.count, bytes[place] != 0x5d || isFirst {
            let byte = bytes[place]
            if byte == 0x5b, place + 1 < bytes.count, bytes[place + 1] == 0x3a {
                guard let end = bytes[(place + 2)...].firstIndex(of: 0x5d), bytes[end - 1] == 0x3a else {
                    throw Fault(what: "a class, [:…:], does not end")
                }
                inside += bytes[place...end]
                place = end + 1
            } else if byte == 0x5c {
                guard place + 1 < bytes.count else { throw Fault(what: "it ends in a backslash") }
                let next = bytes[place + 1]
                if let known = classes[next] {
                    inside += Array(known.utf8)
                } else if next == 0x5d {
                    hasBracket = true
                } else if next == 0x2d {
                    hasDash = true
                } else if next == 0x5e {
                    hasCaret = true
                } else if (0x41...0x5a).contains(next) || (0x61...0x7a).contains(next) || (0x30...0x39).contains(next) {
                    throw Fault(what: "the escape \\\(Character(Unicode.Scalar(next))) is not supported in [ ]")
                } else {
                    inside.append(next)
                }
                place += 2
            } else {
                if byte == 0x5d { hasBracket = true } else { inside.append(byte) }
                place += 1
            }
            isFirst = false
        }
        guard place < bytes.count else { throw Fault(what: "a [ does not end") }
        place += 1
        made += [0x5b] + (isNegated ? [0x5e] : []) + (hasBracket ? [0x5d] : []) + inside
        if hasCaret { made += inside.isEmpty && !hasBracket && !isNegated ? Array("[.^.]".utf8) : [0x5e] }
        made += (hasDash ? [0x2d] : []) + [0x5d]
    }
}
