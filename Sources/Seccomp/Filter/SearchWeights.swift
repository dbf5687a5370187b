/// How much of the search falls into each range, for a tree whose likely leaves are near the root.
struct SearchWeights {
    /// Sums up to, and without, each range.
    private var sums: [UInt32] = [0]

    /// A range counts by its size up to a bound: programs make the calls of the long allowed runs, while the huge
    /// ranges are numbers that do not exist.
    init(_ ranges: [NumberRange]) {
        sums.reserveCapacity(ranges.count + 1)
        for (index, range) in ranges.enumerated() {
            let size = index + 1 < ranges.count ? ranges[index + 1].first - range.first : 1
            sums.append(sums[index] + (size > 512 ? 1 : min(size, 64)))
        }
    }

    /// Where to split a span of two or more so that both sides weigh about the same.
    func middle(of span: Range<Int>) -> Int {
        let total = sums[span.lowerBound] + sums[span.upperBound]
        var low = span.lowerBound + 1
        var high = span.upperBound - 1
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] * 2 >= total { high = middle } else { low = middle + 1 }
        }
        if low > span.lowerBound + 1 {
            let above = Int64(sums[low]) * 2 - Int64(total)
            let below = Int64(total) - Int64(sums[low - 1]) * 2
            if below < above { return low - 1 }
        }
        return low
    }
}
