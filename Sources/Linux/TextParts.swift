/// Texts of the kernel (paths, lists) taken apart and put together by bytes.
///
/// `split(separator: "/")` goes by characters: a slash with a combining mark after it is none for it, but is one for the kernel. It also
/// takes ten times as long.
extension Substring {
    /// The parts between an ASCII separator.
    public func parts(
        between separator: Unicode.Scalar, most: Int = .max, keepingEmpty: Bool = false
    ) -> [Substring] {
        let bytes = utf8, byte = UInt8(ascii: separator)
        var parts: [Substring] = []
        var start = bytes.startIndex, here = start
        let end = bytes.endIndex
        while here != end, parts.count < most - 1 {
            if bytes[here] == byte {
                if keepingEmpty || start != here { parts.append(self[start..<here]) }
                start = bytes.index(after: here)
            }
            here = bytes.index(after: here)
        }
        if keepingEmpty || start != end { parts.append(self[start..<end]) }
        return parts
    }
}

extension String {
    /// The parts between an ASCII separator.
    public func parts(
        between separator: Unicode.Scalar, most: Int = .max, keepingEmpty: Bool = false
    ) -> [Substring] {
        self[...].parts(between: separator, most: most, keepingEmpty: keepingEmpty)
    }

    /// The texts with a separator between each two.
    public init(joining texts: [String], by separator: String) {
        self = ""
        reserveCapacity(texts.reduce(0) { $0 + $1.utf8.count + separator.utf8.count })
        for (index, text) in texts.enumerated() {
            if index > 0 { append(separator) }
            append(text)
        }
    }
}
