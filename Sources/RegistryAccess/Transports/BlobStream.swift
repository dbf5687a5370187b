internal import AsyncHTTPClient
internal import ImageStorage
internal import ImageTrust
internal import Linux
internal import NIOCore
internal import OCISpecification
internal import Synchronization

/// The bytes of a blob from wherever it lies, which end only when size and digest are right. Each iteration starts anew.
struct BlobStream: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    enum Origin: Sendable {
        case file(BlobFile, offset: Int64)
        case registry(Repository, Errand)
        case bytes([UInt8])
    }

    let blob: ContentDescriptor
    let origin: Origin
    /// The place, for words of errors.
    let name: String
    var progress: @Sendable (Int64) -> Void = { _ in }
    var retrying: @Sendable (String) -> Void = { _ in }
    /// What its bytes are decrypted with: `blob` is what lies there, and what comes out is what it holds.
    var decryption: OpenedLayer?
    /// What broke the last iteration: who hands the stream to an HTTP client sees only that client's words.
    let failure = StreamFailure()

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }

    struct AsyncIterator: AsyncIteratorProtocol {
        private let stream: BlobStream
        private var digest: DigestStream?
        private var offset: Int64 = 0
        private var remote: RemoteBlob?
        private var opening: BlobDecryption?
        private var isOver = false

        init(_ stream: BlobStream) {
            self.stream = stream
            digest = DigestStream(algorithm: stream.blob.digest.algorithm)
            opening = stream.decryption.map { BlobDecryption($0) }
            if case .registry(let repository, let errand) = stream.origin {
                remote = RemoteBlob(
                    download: LayerDownload(
                        repository: repository, descriptor: stream.blob, errand: errand, progress: { _ in },
                        retrying: stream.retrying))
            }
        }

        mutating func next() async throws -> ByteBuffer? {
            do throws(RegistryError) { return try await step() } catch {
                stream.failure.note(error)
                throw error
            }
        }

        mutating func step() async throws(RegistryError) -> ByteBuffer? {
            if isOver { return nil }
            let chunk: ByteBuffer?
            switch stream.origin {
            case .file(let file, let start): chunk = try read(file, start)
            case .registry: chunk = try await remote?.next()
            case .bytes(let bytes): chunk = offset == 0 && !bytes.isEmpty ? ByteBuffer(bytes: bytes) : nil
            }
            guard let chunk else {
                isOver = true
                try verify()
                try opening?.verify(stream.name)
                return nil
            }
            unsafe chunk.withUnsafeReadableBytes { unsafe digest?.update($0) }
            offset += Int64(chunk.readableBytes)
            stream.progress(offset)
            return opening?.decrypt(chunk) ?? chunk
        }

        private func read(_ file: BlobFile, _ start: Int64) throws(RegistryError) -> ByteBuffer? {
            let wanted = Int(Swift.min(512 << 10, stream.blob.size - offset))
            guard wanted > 0 else { return nil }
            var buffer = ByteBufferAllocator().buffer(capacity: wanted)
            let position = start + offset
            let count = try locally("read the blob", "\(stream.blob.digest) of \(stream.name)") { () throws(SystemCallError) in
                let result: Result<Int, SystemCallError> = unsafe buffer.withUnsafeMutableWritableBytes { space in
                    do throws(SystemCallError) {
                        return .success(
                            try unsafe file.descriptor.read(
                                into: UnsafeMutableRawBufferPointer(rebasing: space[..<wanted]), at: position))
                    } catch { return .failure(error) }
                }
                return try result.get()
            }
            guard count > 0 else { return nil }
            buffer.moveWriterIndex(forwardBy: count)
            return buffer
        }

        private func verify() throws(RegistryError) {
            func refusal(_ code: RegistryError.Code, _ cause: String) -> RegistryError {
                RegistryError(
                    code, doing: "copy", subject: stream.name, cause: cause,
                    advice: "It is damaged where it lies: nothing of the blob was kept")
            }
            let blob = stream.blob
            guard let digest else {
                throw RegistryError(
                    .unsupported, doing: "copy", subject: stream.name,
                    cause: "the digest algorithm of \(blob.digest) is not supported")
            }
            guard offset == blob.size else {
                throw refusal(
                    .sizeMismatch, "the blob \(blob.digest) has \(offset) bytes, where its manifest announces \(blob.size)")
            }
            let found = digest.digest()
            guard found == blob.digest else {
                throw refusal(.digestMismatch, "the bytes of the blob \(blob.digest) have the digest \(found)")
            }
        }
    }
}

extension BlobStream {
    /// All bytes of a small blob.
    func all(limit: Int) async throws(RegistryError) -> [UInt8] {
        guard blob.size >= 0, blob.size <= limit else {
            throw RegistryError(
                .invalidManifest, doing: "copy", subject: name,
                cause: "the blob \(blob.digest) is said to have \(blob.size) bytes; at most \(limit) are taken")
        }
        var bytes: [UInt8] = []
        var iterator = makeAsyncIterator()
        while let chunk = try await iterator.step() { bytes.append(contentsOf: chunk.readableBytesView) }
        return bytes
    }

    /// Writes all bytes to a file, from its position on.
    func write(to file: BlobFile, _ path: String) async throws(RegistryError) {
        var iterator = makeAsyncIterator()
        while let chunk = try await iterator.step() {
            try locally("write", path) { () throws(SystemCallError) in
                let result: Result<Void, SystemCallError> = unsafe chunk.withUnsafeReadableBytes { bytes in
                    do throws(SystemCallError) { return .success(try unsafe file.descriptor.write(bytes)) } catch {
                        return .failure(error)
                    }
                }
                return try result.get()
            }
        }
    }
}

/// The first error of a stream, kept for the one who asks after it.
final class StreamFailure: Sendable {
    private let kept = Mutex<RegistryError?>(nil)
    func note(_ error: RegistryError) { kept.withLock { $0 = $0 ?? error } }
    /// The error, which is forgotten by this.
    func take() -> RegistryError? {
        kept.withLock { kept in
            defer { kept = nil }
            return kept
        }
    }
}

/// Runs calls of the kernel on files of the user and tells what is refused.
func locally<Value: ~Copyable>(
    _ doing: String, _ subject: String, _ body: () throws(SystemCallError) -> Value
) throws(RegistryError) -> Value {
    do throws(SystemCallError) { return try body() } catch {
        let isSpace = error.errno == .noSpace || error.errno.rawValue == 122
        throw RegistryError(
            error.errno == .noEntry ? .notFound : .storage, doing: doing, subject: subject, cause: error.description,
            advice: isSpace ? "Free space and try again: nothing unfinished was kept" : "")
    }
}
