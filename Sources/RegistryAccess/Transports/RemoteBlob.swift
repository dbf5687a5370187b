internal import OCISpecification
internal import NIOHTTP1
internal import AsyncHTTPClient
internal import NIOCore

/// The bytes of a blob of a registry, going on where a connection breaks: who reads them sees no break.
struct RemoteBlob {
    let download: LayerDownload
    private var body: HTTPClientResponse.Body.AsyncIterator?
    private var response: RegistryResponse?
    private var skip: Int64 = 0
    private var offset: Int64 = 0
    private var failures = 0
    private var attempts = 0
    /// Something came since the last failure.
    private var hasMoved = false

    init(download: LayerDownload) { self.download = download }

    mutating func next() async throws(RegistryError) -> ByteBuffer? {
        while true {
            do throws(Fault) {
                let chunk = try await read()
                if chunk != nil { (failures, hasMoved) = (0, true) }
                return chunk
            } catch {
                body = nil
                failures += 1
                attempts += 1
                if error.isPassing { download.retrying(error.words) }
                let progressed = hasMoved
                hasMoved = false
                try await download.repository.session.pause(
                    after: error, failures, download.errand.about("the blob \(download.descriptor.digest)"), attempts: attempts,
                    hasProgressed: progressed)
            }
        }
    }

    private mutating func read() async throws(Fault) -> ByteBuffer? {
        let size = download.descriptor.size
        if offset == size, body == nil { return nil }
        if body == nil { try await open() }
        while true {
            let next: ByteBuffer?
            do {
                next = try await body?.next(isolation: #isolation)
                if Task.isCancelled { throw CancellationError() }
            } catch {
                guard let response else { preconditionFailure("a body has a response") }
                throw .transport(response.transport.failure(error, to: response.address))
            }
            guard var chunk = next else {
                body = nil
                if offset == size { return nil }
                throw .transport(
                    TransportFailure(
                        .broken, "\(response?.address.authority ?? "the registry") ended the blob after \(offset) of \(size) bytes",
                        passing: true))
            }
            if skip > 0 {
                let known = min(skip, Int64(chunk.readableBytes))
                chunk.moveReaderIndex(forwardBy: Int(known))
                skip -= known
            }
            if chunk.readableBytes == 0 { continue }
            guard offset + Int64(chunk.readableBytes) <= size else { throw download.mismatch(nil) }
            offset += Int64(chunk.readableBytes)
            return chunk
        }
    }

    private mutating func open() async throws(Fault) {
        let repository = download.repository
        var request = repository.request(.GET, "blobs/\(download.descriptor.digest)")
        if offset > 0 {
            request.headers.add(name: "range", value: "bytes=\(offset)-")
            request.accepted = [416]
        }
        let response = try await repository.session.send(request, to: repository.endpoint)
        skip = try download.bytesToSkip(response, from: offset)
        body = response.raw.body.makeAsyncIterator()
        self.response = response
    }
}
