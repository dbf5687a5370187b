internal import Linux
internal import NIOCore

/// An open blob of the store, shared by the attempts to send it.
final class BlobFile: Sendable {
    let descriptor: Descriptor
    init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }
}

/// The bytes of a blob in pieces, read as they are wanted.
struct BlobChunks: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    let file: BlobFile
    let size: Int64
    let progress: @Sendable (Int64) -> Void

    private static let pieceSize = 512 << 10

    struct AsyncIterator: AsyncIteratorProtocol {
        let chunks: BlobChunks
        var offset: Int64 = 0

        mutating func next() async throws -> ByteBuffer? {
            guard offset < chunks.size else { return nil }
            let wanted = Int(Swift.min(Int64(BlobChunks.pieceSize), chunks.size - offset))
            var buffer = ByteBufferAllocator().buffer(capacity: wanted)
            let position = offset
            let file = chunks.file
            let count = try unsafe buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: wanted) { space in
                try unsafe file.descriptor.read(
                    into: UnsafeMutableRawBufferPointer(rebasing: space[..<wanted]), at: position)
            }
            guard count > 0 else { throw BlobEnded() }
            offset += Int64(count)
            chunks.progress(offset)
            return buffer
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(chunks: self) }
}

/// The blob in the store is shorter than its size.
struct BlobEnded: Error {}
