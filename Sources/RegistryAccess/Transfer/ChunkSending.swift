internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import OCISpecification

// Uploads in parts: where the registry, or a proxy before it, takes no more at once, or where that is set.

extension BlobUpload {
    /// Sends what is left of a blob in requests of `state.chunk` bytes, or as many as the registry wants at least. After each of them the state
    /// tells where the upload goes on.
    func sendChunks(
        _ blob: ContentDescriptor, _ open: @Sendable () async throws(RegistryError) -> BlobStream, _ state: inout UploadState,
        at start: WebAddress, of size: Int64
    ) async throws(Fault) {
        var stream: BlobStream
        do throws(RegistryError) { stream = try await open() } catch { throw .final(error) }
        let events = self.events
        stream.retrying = { events(.layer(blob.digest, .retrying($0))) }
        var pieces = ChunkReader(stream)
        try await pieces.skip(state.offset)
        var address = start
        while state.offset < blob.size {
            let count = min(size, blob.size - state.offset)
            let chunk = try await pieces.next(Int(count))
            var patch = request(.PATCH, "")
            patch.address = address
            patch.headers = [
                "content-type": "application/octet-stream", "content-range": "\(state.offset)-\(state.offset + count - 1)",
            ]
            patch.body = { .bytes(chunk) }
            let patched = try await repository.session.send(patch, to: repository.endpoint)
            _ = try await patched.answer()
            address = try next(patched)
            if let range = UploadState.length(patched.header("range")), range != state.offset + count {
                throw .final(
                    RegistryError(
                        .badAnswer, doing: errand.doing, subject: errand.subject,
                        cause: "the registry \(repository.registry) says that it has \(range) bytes of the blob \(blob.digest), where "
                            + "\(state.offset + count) were sent"))
            }
            state.address = address
            state.offset += count
            events(.layer(blob.digest, .transferring(done: state.offset, total: blob.size)))
        }
        // The stream ends only when size and digest were right.
        try await pieces.end()
        try await finish(blob, at: address)
    }
}

/// The bytes of a stream in pieces of other sizes than it gives.
private struct ChunkReader {
    private var bytes: BlobStream.AsyncIterator
    private var rest = ByteBuffer()

    init(_ stream: BlobStream) { bytes = stream.makeAsyncIterator() }

    private mutating func step() async throws(Fault) -> ByteBuffer? {
        do throws(RegistryError) { return try await bytes.step() } catch { throw .final(error) }
    }

    mutating func skip(_ count: Int64) async throws(Fault) {
        var left = count
        while left > 0, var piece = try await step() {
            let known = Int(min(left, Int64(piece.readableBytes)))
            piece.moveReaderIndex(forwardBy: known)
            left -= Int64(known)
            rest = piece
        }
    }

    /// So many bytes; fewer only at the end.
    mutating func next(_ count: Int) async throws(Fault) -> ByteBuffer {
        var chunk = ByteBufferAllocator().buffer(capacity: count)
        while chunk.readableBytes < count {
            if rest.readableBytes == 0 {
                guard let piece = try await step() else { break }
                rest = piece
            }
            if var part = rest.readSlice(length: min(rest.readableBytes, count - chunk.readableBytes)) { chunk.writeBuffer(&part) }
        }
        return chunk
    }

    mutating func end() async throws(Fault) { while try await step() != nil {} }
}
