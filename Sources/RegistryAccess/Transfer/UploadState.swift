internal import NIOCore

/// How far an upload has come.
struct UploadState: Sendable {
    /// Where it goes on; nil before it has begun.
    var address: WebAddress?
    /// Bytes that the registry has.
    var offset: Int64 = 0
    /// Bytes of each part; nil sends all that is left at once.
    var chunk: Int64?
    /// Bytes that the registry wants in each part but the last, as `OCI-Chunk-Min-Length` says.
    var minimum: Int64 = 0

    /// From the beginning, in the same way.
    var anew: UploadState { UploadState(chunk: chunk, minimum: minimum) }

    /// What is tried where the first size of a part was too much.
    static let firstChunk: Int64 = 8 << 20
    static let leastChunk: Int64 = 64 << 10

    /// The size to try after one that was too much for the registry; nil when there is no smaller one.
    func smallerChunk(than size: Int64) -> Int64? {
        let least = max(Self.leastChunk, minimum)
        let before = chunk ?? size
        let smaller = max(least, chunk == nil ? min(Self.firstChunk, size / 4) : before / 4)
        return smaller < before ? smaller : nil
    }

    /// "0-99" for a hundred bytes; "0-0" is nothing, or one byte that is as well sent again.
    static func length(_ range: String?) -> Int64? {
        let bounds = (range ?? "").split(separator: "-").compactMap { Int64($0) }
        return bounds.count == 2 && bounds[0] == 0 && bounds[1] > 0 ? bounds[1] + 1 : nil
    }
}

extension Fault {
    /// The registry, or a proxy before it, takes no body of that size.
    var isTooLarge: Bool {
        if case .refused(let answer, _) = self { return answer.status == 413 }
        return false
    }

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
