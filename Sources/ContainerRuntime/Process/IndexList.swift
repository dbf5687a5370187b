/// A list of CPUs or memory nodes such as `0-3,7` (cpuset(7), "List format") as a bit mask.
enum IndexList {
    /// In whole words, as the kernel reads them; nil when the text is no list.
    static func mask(_ list: String) -> [UInt8]? {
        var mask: [UInt8] = []
        for part in list.split(separator: ",", omittingEmptySubsequences: false) {
            let words = part.filter { $0 != " " }.split(separator: "-", omittingEmptySubsequences: false)
            let ends = words.compactMap { Int($0) }
            guard ends.count == words.count, let first = ends.first, let last = ends.last, ends.count <= 2, first >= 0,
                first <= last, last < 65536
            else { return nil }
            for index in first...last {
                while mask.count <= index / 8 { mask.append(0) }
                mask[index / 8] |= 1 << UInt8(index % 8)
            }
        }
        while mask.count % 8 != 0 { mask.append(0) }
        return mask
    }
}
