/// A walk over the lines of a mount table, which finds the fields of the few lines that matter and no others:
///
///     36 35 98:0 /root /mount/point options optional… - type source superoptions
struct MountTableLine {
    let text: [UInt8]
    private var start = 0
    private var end = 0
    private var following = 0

    struct Fields {
        var device: Range<Int>
        var root: Range<Int>
        var mountPoint: Range<Int>
        var options: Range<Int>
        var isUnified: Bool
    }

    private static let space = UInt8(ascii: " ")
    private static let type = Array("cgroup".utf8)

    init(of text: [UInt8]) { self.text = text }

    /// Goes on to the next line; false after the last.
    mutating func next() -> Bool {
        start = following
        guard start < text.count else { return false }
        end = start
        while end < text.count, text[end] != UInt8(ascii: "\n") { end += 1 }
        following = end + 1
        return true
    }

    /// Whether the type of the file system begins with `cgroup`.
    var isControlGroup: Bool { typeStart != nil }

    /// Where the type begins, behind the lone dash: looked for from the end, where the fields without a limit are few.
    private var typeStart: Int? {
        var at = end - Self.type.count
        search: while at >= start + 3 {
            if text[at - 1] == Self.space, text[at - 2] == UInt8(ascii: "-"), text[at - 3] == Self.space {
                for (index, byte) in Self.type.enumerated() where text[at + index] != byte { return nil }
                return at
            }
            at -= 1
        }
        return nil
    }

    /// The fields that tell of a tree of control groups; nil for a line of another form.
    func fields() -> Fields? {
        guard let type = typeStart else { return nil }
        var at = start
        _ = field(&at)
        _ = field(&at)
        let device = field(&at), root = field(&at), mountPoint = field(&at)
        guard !mountPoint.isEmpty, mountPoint.upperBound < type else { return nil }
        at = type
        let kind = field(&at)
        let isUnified = kind.count == Self.type.count + 1 && text[kind.upperBound - 1] == UInt8(ascii: "2")
        guard isUnified || kind.count == Self.type.count else { return nil }
        _ = field(&at)
        return Fields(device: device, root: root, mountPoint: mountPoint, options: field(&at), isUnified: isUnified)
    }

    /// The field that begins at a place, which moves behind the space after it.
    private func field(_ at: inout Int) -> Range<Int> {
        let first = min(at, end)
        var last = first
        while last < end, text[last] != Self.space { last += 1 }
        at = last + 1
        return first..<last
    }
}
