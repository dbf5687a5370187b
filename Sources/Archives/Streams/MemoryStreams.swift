/// Bytes that are already in memory, given out in chunks of at most `chunk` bytes.
@safe package final class MemorySource: ByteSource {
    private let block: ByteBlock
    private let chunk: Int
    private var position = 0

    package init(_ bytes: [UInt8], chunk: Int = .max) {
        block = ByteBlock(capacity: bytes.count)
        unsafe block.bytes.copyBytes(from: bytes)
        self.chunk = chunk
    }

    package func next() throws(ArchiveError) -> UnsafeRawBufferPointer {
        let end = position + min(chunk, block.capacity - position)
        defer { position = end }
        return unsafe UnsafeRawBufferPointer(rebasing: block.bytes[position..<end])
    }

    package func skip(_ count: Int64) throws(ArchiveError) -> Int64 {
        let skipped = min(count, Int64(block.capacity - position))
        position += Int(skipped)
        return skipped
    }
}

/// Keeps what is written in memory.
package final class MemorySink: ByteSink {
    package private(set) var bytes: [UInt8] = []
    package private(set) var isFinished = false

    package init() {}

    package func write(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        unsafe self.bytes.append(contentsOf: bytes)
    }

    package func finish() throws(ArchiveError) { isFinished = true }
}
