/// Splits the contents of a file into chunks at places that the contents choose, and takes long runs of zeros out.
///
/// The boundaries are those of the tools that write zstd:chunked.
@safe public struct ContentSplitter {
    @unsafe public enum Step {
        /// Bytes of the chunk; more of them may follow.
        case data(UnsafeRawBufferPointer)
        /// The chunk is at its end.
        case end
        /// A chunk of nothing but zeros.
        case zeros(Int64)
    }

    /// Runs of zeros that are shorter belong to the data.
    private static let hole: Int64 = 1024
    private static let zeros = [UInt8](repeating: 0, count: Int(hole))

    private var sum = RollingSum()
    private var hasData = false
    /// Zeros at the end of what was taken, of which it is not known yet whether more follow.
    private var pending: Int64 = 0

    public init() {}

    public mutating func take(
        _ bytes: UnsafeRawBufferPointer, _ step: (Step) throws(ArchiveError) -> Void
    ) throws(ArchiveError) {
        var start = 0
        var zeroStart: Int?
        for index in 0..<bytes.count {
            let byte = unsafe bytes[index]
            if byte == 0 {
                if zeroStart == nil { zeroStart = index }
                continue
            }
            if zeroStart != nil || pending > 0 {
                let here = zeroStart ?? index
                let run = pending + Int64(index - here)
                if run >= Self.hole {
                    try unsafe give(UnsafeRawBufferPointer(rebasing: bytes[start..<here]), step)
                    try unsafe endZeros(run, step)
                    start = index
                } else {
                    try unsafe giveZeros(step)
                    for place in here..<index {
                        sum.roll(0)
                        if sum.isBoundary { try unsafe cut(bytes, &start, after: place, step) }
                    }
                }
                (zeroStart, pending) = (nil, 0)
            }
            sum.roll(byte)
            if sum.isBoundary { try unsafe cut(bytes, &start, after: index, step) }
        }
        try unsafe give(UnsafeRawBufferPointer(rebasing: bytes[start..<(zeroStart ?? bytes.count)]), step)
        if let zeroStart { pending += Int64(bytes.count - zeroStart) }
    }

    /// The last chunk ends, if there is one.
    public mutating func finish(_ step: (Step) throws(ArchiveError) -> Void) throws(ArchiveError) {
        if pending >= Self.hole { try unsafe endZeros(pending, step) } else { try unsafe giveZeros(step) }
        if hasData { try unsafe step(.end) }
        self = ContentSplitter()
    }

    private mutating func give(
        _ bytes: UnsafeRawBufferPointer, _ step: (Step) throws(ArchiveError) -> Void
    ) throws(ArchiveError) {
        if unsafe bytes.isEmpty { return }
        hasData = true
        try unsafe step(.data(bytes))
    }

    private mutating func cut(
        _ bytes: UnsafeRawBufferPointer, _ start: inout Int, after place: Int, _ step: (Step) throws(ArchiveError) -> Void
    ) throws(ArchiveError) {
        try unsafe give(UnsafeRawBufferPointer(rebasing: bytes[start...place]), step)
        try unsafe step(.end)
        (hasData, start) = (false, place + 1)
    }

    private mutating func endZeros(_ run: Int64, _ step: (Step) throws(ArchiveError) -> Void) throws(ArchiveError) {
        if hasData { try unsafe step(.end) }
        try unsafe step(.zeros(run))
        sum.rollZeros(run)
        hasData = false
    }

    /// The zeros of earlier bytes, which are too few for a hole.
    private mutating func giveZeros(_ step: (Step) throws(ArchiveError) -> Void) throws(ArchiveError) {
        var run = 0
        while pending > 0 {
            pending -= 1
            run += 1
            sum.roll(0)
            guard sum.isBoundary || pending == 0 else { continue }
            let isBoundary = sum.isBoundary
            let count = run
            try unsafe Self.zeros.withUnsafeBufferPointer { (zeros) throws(ArchiveError) in
                try unsafe give(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: zeros[..<count])), step)
            }
            if isBoundary {
                try unsafe step(.end)
                hasData = false
            }
            run = 0
        }
    }
}
