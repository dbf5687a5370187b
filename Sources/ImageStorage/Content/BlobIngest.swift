internal import Archives
internal import Linux
public import OCISpecification

/// One blob on its way into the store: bytes go to a partial file and through the digest, and take their place only when
/// both digest and size are right.
///
/// The partial file is named after the digest and locked while it grows. A killed or broken transfer leaves it, and the
/// next one goes on where it ended. Used by one thread at a time.
public final class BlobIngest {
    /// The digest that the bytes must have; nil when it is found out.
    public let expected: Digest?
    public let expectedSize: Int64?
    /// Bytes that are there: where a transfer goes on.
    public private(set) var offset: Int64
    /// Where this transfer started; above 0 when a partial file was there.
    public let resumedAt: Int64

    private let layout: StoreLayout
    /// Let go of as soon as the work is over.
    private var claim: FileClaim?
    private let path: String
    private var stream: DigestStream
    private var direct = DirectWriting()
    private var isOver = false
    /// False for bytes that are only counted and hashed, because an outline will hold them.
    private(set) var stores = true

    init(layout: StoreLayout, claim: FileClaim, expected: Digest?, size: Int64?) throws(ImageStoreError) {
        self.layout = layout
        self.claim = claim
        path = claim.path
        self.expected = expected
        self.expectedSize = size
        guard let stream = DigestStream(algorithm: expected?.algorithm ?? "sha256") else {
            throw ImageStoreError(
                .unsupported, "storing the blob", expected?.description ?? "",
                cause: "the digest algorithm is not handled; sha256 and sha512 are")
        }
        self.stream = stream
        let there = try storing("opening the partial blob", claim.path) { () throws(SystemCallError) in
            try claim.file.descriptor.status().size
        }
        if let size, there > size {
            // More than the whole: not a beginning of it.
            try storing("emptying the partial blob", claim.path) { () throws(SystemCallError) in
                try claim.file.descriptor.truncate(to: 0)
            }
            offset = 0
        } else {
            offset = there
        }
        resumedAt = offset
    }

    private var file: OpenFile { claim!.file }

    var name: String { expected?.description ?? path }

    /// Reads a piece of what an earlier transfer left, so that digests and decompressors catch up; 0 when they have.
    func replay(into block: ByteBlock) throws(ArchiveError) -> Int {
        let left = offset - stream.count
        if left <= 0 { return 0 }
        do throws(SystemCallError) {
            let count = try unsafe file.descriptor.read(into: block.bytes, at: stream.count)
            guard count > 0 else {
                throw SystemCallError(call: "pread", subject: path, errno: .io)
            }
            let usable = Int(min(Int64(count), left))
            unsafe stream.update(block.prefix(usable))
            return usable
        } catch { throw ArchiveError(.input, "read the partial blob \(path)", cause: error) }
    }

    private func catchUp() throws(ImageStoreError) {
        if stream.count >= offset { return }
        let block = ByteBlock(capacity: 256 << 10)
        do throws(ArchiveError) {
            while try replay(into: block) > 0 {}
        } catch { throw ImageStoreError("resuming the blob", name, error) }
    }

    /// From here on the bytes are only counted and hashed. Before the first `write` only, and only when nothing was there.
    func stopStoring() {
        precondition(offset == 0)
        stores = false
    }

    public func write(_ bytes: UnsafeRawBufferPointer) throws(ImageStoreError) {
        try catchUp()
        if let expectedSize, offset + Int64(bytes.count) > expectedSize {
            throw ImageStoreError(
                .sizeMismatch, "storing the blob", name, cause: "more than the announced \(expectedSize) bytes came",
                nextStep: "the registry or archive that it came from is wrong about it")
        }
        unsafe stream.update(bytes)
        if stores {
            do throws(SystemCallError) { try unsafe direct.write(bytes, at: offset, to: file.descriptor) } catch {
                throw ImageStoreError("storing the blob", name, error)
            }
        }
        offset += Int64(bytes.count)
    }

    public func write(_ bytes: [UInt8]) throws(ImageStoreError) {
        try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(ImageStoreError) in
            try unsafe write(UnsafeRawBufferPointer(buffer))
        }
    }

    /// Checks size and digest without putting the blob in place.
    public func verify() throws(ImageStoreError) -> Digest {
        try catchUp()
        if let expectedSize, offset != expectedSize {
            throw ImageStoreError(
                .sizeMismatch, "storing the blob", name,
                cause: "\(offset) bytes came and \(expectedSize) were announced", nextStep: "try again")
        }
        let found = stream.digest()
        if let expected, found != expected {
            throw ImageStoreError(
                .digestMismatch, "storing the blob", expected.description,
                cause: "its bytes have the digest \(found)",
                nextStep: resumedAt > 0
                    ? "an earlier part of the download was damaged and has been dropped: try again"
                    : "the registry or archive that it came from is damaged or lies: nothing of it was kept")
        }
        return found
    }

    /// Checks size and digest and puts the blob in place. After an error nothing is left but what can be resumed.
    @discardableResult
    public func finish() throws(ImageStoreError) -> Digest {
        precondition(!isOver, "a blob is finished once")
        defer { claim = nil }
        let digest: Digest
        do throws(ImageStoreError) { digest = try verify() } catch {
            // Too few bytes may be continued; wrong ones may not.
            abandon(keepingPartial: error.code == .sizeMismatch && offset < expectedSize ?? 0)
            throw error
        }
        guard stores else {
            abandon(keepingPartial: false)
            return digest
        }
        do throws(SystemCallError) {
            isOver = true
            let target = layout.blob(digest)
            do throws(SystemCallError) { try rename(path, to: target) } catch {
                guard error.errno == .noEntry else { throw error }
                try makeDirectories("\(layout.blobs)/\(digest.algorithm)", mode: 0o700)
                try rename(path, to: target)
            }
        } catch {
            try? removeFile(path)
            throw ImageStoreError("storing the blob", digest.description, error)
        }
        return digest
    }

    /// Gives up. A partial file is kept only for a digest that is known, so that it can be resumed.
    public func abandon(keepingPartial: Bool) {
        if isOver { return }
        isOver = true
        defer { claim = nil }
        if keepingPartial, stores, expected != nil, offset > 0 { return }
        // What cannot be removed is swept later.
        try? removeFile(path)
    }

    deinit {
        if !isOver { abandon(keepingPartial: true) }
    }
}
