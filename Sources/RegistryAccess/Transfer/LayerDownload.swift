internal import AsyncHTTPClient
internal import ImageStorage
internal import NIOCore
internal import NIOHTTP1
internal import OCISpecification

/// Brings one blob from a registry into the store, going on where a broken transfer ended.
struct LayerDownload: Sendable {
    let repository: Repository
    let descriptor: ContentDescriptor
    /// What the user asked for, for words of errors.
    let errand: Errand
    /// Told of all bytes that are there.
    let progress: @Sendable (Int64) -> Void
    /// Told why another attempt follows.
    let retrying: @Sendable (String) -> Void

    /// Progress that shows that an attempt was worth it: attempts are counted anew.
    private static let worthwhile: Int64 = 1 << 20

    func run(into ingest: LayerIngest) async throws(RegistryError) {
        var offset = ingest.resumeOffset
        var failures = 0
        var attempts = 0
        if offset > 0 { progress(offset) }
        while offset < descriptor.size {
            let start = offset
            do throws(Fault) { try await transfer(&offset, into: ingest) } catch {
                if offset - start >= Self.worthwhile { failures = 0 }
                failures += 1
                attempts += 1
                if error.isPassing { retrying(error.words) }
                try await repository.session.pause(
                    after: error, failures, errand.about("the blob \(descriptor.digest)"), attempts: attempts,
                    hasProgressed: offset > start)
            }
        }
    }

    /// One request. Bytes up to `offset` are in the store, however it ends.
    private func transfer(_ offset: inout Int64, into ingest: LayerIngest) async throws(Fault) {
        var request = repository.request(.GET, "blobs/\(descriptor.digest)")
        if offset > 0 {
            request.headers.add(name: "range", value: "bytes=\(offset)-")
            request.accepted = [416]
        }
        let response = try await repository.session.send(request, to: repository.endpoint)
        var skip = try bytesToSkip(response, from: offset)
        do {
            for try await chunk in response.raw.body {
                var chunk = chunk
                if skip > 0 {
                    let known = min(skip, Int64(chunk.readableBytes))
                    chunk.moveReaderIndex(forwardBy: Int(known))
                    skip -= known
                }
                if chunk.readableBytes == 0 { continue }
                guard offset + Int64(chunk.readableBytes) <= descriptor.size else {
                    throw mismatch(nil)
                }
                try await write(chunk, to: ingest)
                offset += Int64(chunk.readableBytes)
                progress(offset)
            }
            if Task.isCancelled { throw CancellationError() }
        } catch let fault as Fault {
            throw fault
        } catch {
            throw .transport(response.transport.failure(error, to: response.address))
        }
        if offset < descriptor.size {
            throw .transport(
                TransportFailure(
                    .broken,
                    "\(response.address.authority) ended the blob \(descriptor.digest) after \(offset) of"
                        + " \(descriptor.size) bytes", passing: true))
        }
    }

    /// How many bytes of the body are there already: a server may ignore the wish for a part.
    func bytesToSkip(_ response: RegistryResponse, from offset: Int64) throws(Fault) -> Int64 {
        switch response.status {
        case 206:
            let range = response.header("content-range") ?? ""
            // bytes 100-199/200
            let numbers = range.split { !$0.isNumber }.compactMap { Int64($0) }
            guard range.hasPrefix("bytes "), numbers.first == offset else {
                throw .final(
                    RegistryError(
                        .badAnswer, doing: errand.doing, subject: errand.subject,
                        cause: "\(response.address.authority) sent another part of the blob \(descriptor.digest)"
                            + " than was asked for (\(printable(range)) for byte \(offset))"))
            }
            if numbers.count == 3, numbers[2] != descriptor.size { throw mismatch(numbers[2]) }
            return 0
        case 416:
            throw mismatch(nil)
        default:
            if let length = response.contentLength, length != descriptor.size { throw mismatch(length) }
            return offset
        }
    }

    func mismatch(_ found: Int64?) -> Fault {
        .final(
            RegistryError(
                .sizeMismatch, doing: errand.doing, subject: errand.subject,
                cause: repository.sizeWords(descriptor.digest, descriptor.size, found),
                advice: "The registry is damaged or lies: nothing of it was kept"))
    }

    /// Gives a chunk to the store's threads, in pieces for which there is room without blocking.
    private func write(_ chunk: ByteBuffer, to ingest: LayerIngest) async throws(Fault) {
        do throws(ImageStoreError) { try await ingest.take(chunk) } catch {
            throw .final(RegistryError(storing: error, errand, repository))
        }
    }
}

extension LayerIngest {
    /// Waits until about 256 KiB can be written without blocking.
    func writable() async {
        await withCheckedContinuation { continuation in whenWritable { continuation.resume() } }
    }

    /// Takes a chunk, in pieces for which there is room without blocking.
    func take(_ chunk: ByteBuffer) async throws(ImageStoreError) {
        var done = 0
        while done < chunk.readableBytes {
            await writable()
            let count = min(256 << 10, chunk.readableBytes - done)
            let start = done
            let outcome: Result<Void, ImageStoreError> = unsafe chunk.withUnsafeReadableBytes { bytes in
                do throws(ImageStoreError) {
                    return .success(try unsafe write(UnsafeRawBufferPointer(rebasing: bytes[start..<(start + count)])))
                } catch { return .failure(error) }
            }
            try outcome.get()
            done += count
        }
    }

    /// Waits until blob and tree are in place.
    func finished() async throws(ImageStoreError) -> IngestedLayer {
        let result = await withCheckedContinuation { continuation in
            finish { continuation.resume(returning: $0) }
        }
        return try result.get()
    }
}

extension RegistryError {
    /// What the store said, told of the image that was asked for.
    init(storing error: ImageStoreError, _ errand: Errand, _ repository: Repository?) {
        let code: Code =
            switch error.code {
            case .digestMismatch: .digestMismatch
            case .sizeMismatch: .sizeMismatch
            case .invalid, .tooLarge: .invalidManifest
            case .unsupported: .unsupported
            case .cancelled: .cancelled
            default: .storage
            }
        let what = error.subject.isEmpty ? error.action : "\(error.action) \(error.subject)"
        // Wrong bytes are the registry's doing: say whose they were.
        let origin =
            code == .digestMismatch ? repository.map { " from \($0.fullName) in the registry \($0.registry)" } : nil
        self.init(
            code, doing: errand.doing, subject: errand.subject, cause: "\(what)\(origin ?? ""): \(error.cause)",
            advice: error.nextStep.map { $0.prefix(1).uppercased() + $0.dropFirst() } ?? "")
    }
}
