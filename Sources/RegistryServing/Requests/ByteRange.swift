internal import Linux

/// The part of a file that a request asks for with `Range`.
enum ByteRange: Hashable, Sendable {
    case whole
    case part(from: Int64, count: Int64)
    case unsatisfiable

    /// A header that is not understood, or asks for several parts, is answered with the whole, as RFC 9110 has it.
    init(_ header: String?, size: Int64) {
        self = .whole
        guard let header, header.hasPrefix("bytes=") else { return }
        let sides = header.dropFirst(6).parts(between: "-", keepingEmpty: true).map(trimmed)
        guard sides.count == 2 else { return }
        if sides[0].isEmpty {
            guard let count = Self.number(sides[1]) else { return }
            self = count == 0 || size == 0 ? .unsatisfiable : .part(from: max(0, size - count), count: min(count, size))
            return
        }
        guard let first = Self.number(sides[0]) else { return }
        guard let last = sides[1].isEmpty ? .max : Self.number(sides[1]) else { return }
        self = first >= size || last < first ? .unsatisfiable : .part(from: first, count: min(last, size - 1) - first + 1)
    }

    /// `FIRST-LAST` of a chunk that is sent, with or without `bytes ` before it and a size after it.
    static func chunk(_ header: String) -> (first: Int64, last: Int64)? {
        var text = header[...]
        if text.hasPrefix("bytes ") || text.hasPrefix("bytes=") { text = text.dropFirst(6) }
        guard let range = text.parts(between: "/", most: 2, keepingEmpty: true).first else { return nil }
        let sides = range.parts(between: "-", keepingEmpty: true)
        guard sides.count == 2, let first = number(trimmed(sides[0])), let last = number(trimmed(sides[1])), last >= first else {
            return nil
        }
        return (first, last)
    }

    private static func number(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
        return Int64(text) ?? .max
    }
}

/// A text without the spaces around it.
func trimmed(_ text: Substring) -> Substring {
    var text = text
    while text.utf8.first == 0x20 || text.utf8.first == 0x09 { text = text.dropFirst() }
    while text.utf8.last == 0x20 || text.utf8.last == 0x09 { text = text.dropLast() }
    return text
}
