internal import Linux

/// Gathers the bytes of a big file in memory of its own, to write them past the page cache.
///
/// An archive's contents lie at any place of a chunk, and a disk takes whole pages only. Used for one file after another.
@safe final class BigFileWriting {
    /// Smaller files go through the cache: what a container opens first are many small ones.
    static let threshold: Int64 = 128 << 10

    private let block = ByteBlock(capacity: 1 << 20)
    /// Where in the block the next bytes go: as far from a page as in the file.
    private var filled = 0
    /// The first byte of the block that is not written, and its place in the file.
    private var start = 0
    private var place: Int64 = 0
    private var direct = DirectWriting()

    /// Starts with another file.
    func begin() {
        direct = DirectWriting()
        move(to: 0)
    }

    /// Goes on at another place of the file; what is gathered was flushed.
    func move(to offset: Int64) {
        place = offset
        start = Int(offset % 4096)
        filled = start
    }

    func write(_ bytes: UnsafeRawBufferPointer, to file: borrowing Descriptor) throws(SystemCallError) {
        var done = 0
        while done < bytes.count {
            let count = min(block.capacity - filled, bytes.count - done)
            unsafe UnsafeMutableRawBufferPointer(rebasing: block.bytes[filled..<(filled + count)])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[done..<(done + count)]))
            filled += count
            done += count
            if filled == block.capacity { try flush(to: file) }
        }
    }

    /// Writes what is gathered.
    func flush(to file: borrowing Descriptor) throws(SystemCallError) {
        let bytes = unsafe UnsafeRawBufferPointer(rebasing: block.bytes[start..<filled])
        try unsafe direct.write(bytes, at: place, to: file)
        move(to: place + Int64(bytes.count))
    }
}
