internal import Linux

/// Gathers the bytes of a big file in memory of its own, to write them past the page cache.
///
/// An archive's contents lie at any place of a chunk, and a disk takes whole pages only. Used for one file after another.
@safe final class BigFileWriting {
    /// Smaller files go through the cache: what a container opens first are many small ones.
    static let threshold: Int64 = 128 << 10

    private let block = ByteBlock(capacity: 1 << 20)
    private var filled = 0
    private var written: Int64 = 0
    private var direct = DirectWriting()

    func begin() {
        filled = 0
        written = 0
        direct = DirectWriting()
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
        try unsafe direct.write(block.prefix(filled), at: written, to: file)
        written += Int64(filled)
        filled = 0
    }
}
