/// Names that a mistyped one may have meant.
enum Suggestions {
    /// The names at most two edits away or, as cobra has it, those that begin with what was typed.
    static func near(_ typed: String, among names: [String], byPrefix: Bool = true) -> [String] {
        let wanted = Array(typed.lowercased().utf8)
        guard !wanted.isEmpty else { return [] }
        return names.filter { name in
            let candidate = Array(name.lowercased().utf8)
            if byPrefix, candidate.starts(with: wanted) { return true }
            // Of a two-letter word everything short is two edits away: such advice would be noise.
            let allowed = min(2, wanted.count / 2)
            return distance(wanted, candidate) <= allowed
        }
    }

    /// Insertions, deletions, replacements and swaps of neighbours that lead from one to the other.
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (leftIndex, leftByte) in left.enumerated() {
            var row = [leftIndex + 1]
            for (rightIndex, rightByte) in right.enumerated() {
                var steps = last[rightIndex] + (leftByte == rightByte ? 0 : 1)
                steps = min(steps, row[rightIndex] + 1, last[rightIndex + 1] + 1)
                if leftIndex > 0, rightIndex > 0, leftByte == right[rightIndex - 1], left[leftIndex - 1] == rightByte {
                    steps = min(steps, beforeLast[rightIndex - 1] + 1)
                }
                row.append(steps)
            }
            beforeLast = last
            last = row
        }
        return last[right.count]
    }
}
