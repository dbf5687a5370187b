internal import Linux

/// Finds the holes of a file.
enum FileHoles {
    /// The parts that hold data, or nil when the file is not worth writing as a sparse one.
    static func segments(of file: borrowing Descriptor, _ status: FileStatus) throws(SystemCallError)
        -> [SparseSegment]?
    {
        // Fewer blocks than bytes: the sign of holes, or of compression. Small files gain nothing.
        guard status.size >= 64 << 10, status.blocks * 512 + (16 << 10) < status.size else { return nil }
        var segments: [SparseSegment] = []
        var position: Int64 = 0
        while position < status.size, let data = try file.nextData(after: position), data < status.size {
            let hole = min(try file.nextHole(after: data), status.size)
            // GNU tar pads every segment to whole blocks, Go packs them: only whole blocks mean the same to both.
            let start = max(data & ~511, segments.last.map { $0.offset + $0.length } ?? 0)
            let end = min((hole + 511) & ~511, status.size)
            if end > start { segments.append(SparseSegment(offset: start, length: end - start)) }
            position = max(end, hole)
        }
        try file.seek(to: 0)
        if segments == [SparseSegment(offset: 0, length: status.size)] { return nil }
        return segments
    }
}
