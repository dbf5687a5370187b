/// Where the next packed byte of an entry belongs in its file.
struct ContentCursor {
    private(set) var offset: Int64 = 0
    private(set) var size: Int64 = 0
    private var segments: [SparseSegment]?
    private var index = 0

    init() {}

    init(size: Int64, segments: [SparseSegment]?) {
        self.size = size
        self.segments = segments
        if let first = segments?.first { offset = first.offset }
    }

    /// Bytes that lie together from here on; `all` when the file has no holes.
    func contiguous(_ all: Int64) -> Int64 {
        guard let segments else { return all }
        return segments[index].offset + segments[index].length - offset
    }

    mutating func advance(_ count: Int64) {
        offset += count
        guard let segments, offset == segments[index].offset + segments[index].length else { return }
        index += 1
        if index < segments.count { offset = segments[index].offset }
    }
}
