internal import Linux

/// A list of CPUs or memory nodes such as `0-3,7` (cpuset(7), "List format") as a bit mask.
enum IndexList {
    /// In whole words, as the kernel reads them; nil when the text is no list.
    static func mask(_ list: String) -> [UInt8]? {
        // Where ranges begin less where they end, so that a list that names all of them a thousand times costs no more than its length.
        var edges: [Int32] = []
        for part in list.parts(between: ",", keepingEmpty: true) {
            let words = String(part.filter { $0 != " " }).parts(between: "-", keepingEmpty: true)
            let ends = words.compactMap { Int($0) }
            guard ends.count == words.count, let first = ends.first, let last = ends.last, ends.count <= 2, first >= 0,
                first <= last, last < 65536
            else { return nil }
            while edges.count < last + 2 { edges.append(0) }
            edges[first] += 1
            edges[last + 1] -= 1
        }
        if edges.isEmpty { return nil }
        var mask = [UInt8](repeating: 0, count: (edges.count - 1 + 63) / 64 * 8)
        var open: Int32 = 0
        for index in 0..<(edges.count - 1) {
            open += edges[index]
            if open > 0 { mask[index / 8] |= 1 << UInt8(index % 8) }
        }
        return mask
    }
}
