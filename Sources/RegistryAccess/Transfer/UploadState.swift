internal import NIOCore

/// How far an upload has come.
struct UploadState: Sendable {
    /// Where it goes on; nil before it has begun.
    var address: WebAddress?
    /// Bytes that the registry has.
    var offset: Int64 = 0
}

extension Fault {
    /// What a registry says to a part of an upload that it does not know any more.
    var isRefusedUpload: Bool {
        if case .refused(let answer, _) = self { return [400, 404, 405, 409, 416].contains(answer.status) }
        return false
    }
}

/// The bytes of a blob from an offset on. Those before it are read too: the digest is that of the whole.
struct RestOfStream: AsyncSequence, Sendable {
    let stream: BlobStream
    let offset: Int64

    struct AsyncIterator: AsyncIteratorProtocol {
        var inner: BlobStream.AsyncIterator
        var skip: Int64

        mutating func next() async throws -> ByteBuffer? {
            while var chunk = try await inner.next() {
                let known = Int(Swift.min(skip, Int64(chunk.readableBytes)))
                chunk.moveReaderIndex(forwardBy: known)
                skip -= Int64(known)
                if chunk.readableBytes > 0 { return chunk }
            }
            return nil
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(inner: stream.makeAsyncIterator(), skip: offset) }
}
