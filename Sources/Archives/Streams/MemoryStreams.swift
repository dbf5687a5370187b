/// Bytes that are already in memory, given out in chunks of at most `chunk` bytes.
@safe public final class MemorySource: ByteSource {
    private let block: ByteBlock
    private let chunk: Int
    private var position = 0

    public init(_ bytes: [UInt8], chunk: Int = .max) {
        block = ByteBlock(capacity: bytes.count)
        unsafe block.bytes.copyBytes(from: bytes)
        self.chunk = chunk
    }

    public func next() throws(ArchiveError) -> UnsafeRawBufferPointer {
        let end = position + min(chunk, block.capacity - position)
        defer { position = end }
        return unsafe UnsafeRawBufferPointer(rebasing: block.bytes[position..<end])
    }

    public func skip(_ count: Int64) throws(ArchiveError) -> Int64 {
        let skipped = min(count, Int64(block.capacity - position))
        position += Int(skipped)
        return skipped
    }
}

/// Keeps what is written in memory.
public final class MemorySink: ByteSink {
    public private(set) var bytes: [UInt8] = []
    public private(set) var isFinished = false

    public init() {}

    public func write(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        unsafe self.bytes.append(contentsOf: bytes)
    }

    public func finish() throws(ArchiveError) { isFinished = true }
}
