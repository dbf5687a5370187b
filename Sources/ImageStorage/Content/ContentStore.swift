public import Archives
public import Linux
public import OCISpecification

/// The blobs of all images: every byte as it was pulled, under its digest.
public struct ContentStore: Sendable {
    public let layout: StoreLayout
    /// Blobs that were dropped are fetched again instead of being done without.
    public var fetchesDropped = false

    /// Stores that are only read.
    let additional: [StoreLayout]

    public init(layout: StoreLayout, additional: [StoreLayout] = []) {
        self.layout = layout
        self.additional = additional
    }

    /// Whether the blob is there; one of another size than announced is damaged and counts as not there.
    public func contains(_ digest: Digest, size: Int64? = nil) throws(ImageStoreError) -> Bool {
        guard let found = try self.size(of: digest) else { return false }
        return size == nil || found == size
    }

    /// Bytes of the blob, or nil when it is not in the store.
    public func size(of digest: Digest) throws(ImageStoreError) -> Int64? {
        do throws(SystemCallError) {
            return try status(of: layout.blob(digest), followingLinks: false).size
        } catch {
            if error.errno == .noEntry || error.errno == .notDirectory {
                if let size = try outlinedSize(of: digest) { return size }
                return try sizeElsewhere(of: digest)
            }
            throw ImageStoreError("looking for the blob", digest.description, error)
        }
    }

    /// The blob as a file; one that only an outline holds is written first.
    public func open(_ digest: Digest) throws(ImageStoreError) -> Descriptor {
        for isFirst in [true, false] {
            do throws(SystemCallError) { return try Linux.open(layout.blob(digest), [.readOnly, .noFollow]) } catch {
                guard error.errno == .noEntry || error.errno == .notDirectory else {
                    throw ImageStoreError("opening the blob", digest.description, error)
                }
            }
            if let file = try openElsewhere(digest) { return file }
            var isOutlined = try outlinedSize(of: digest) != nil
            if !isOutlined { isOutlined = try sizeElsewhere(of: digest) != nil }
            guard isFirst, isOutlined else { break }
            try writeOutlined(digest)
        }
        throw missing(digest)
    }

    /// The bytes of a blob, whether they lie in a file or are put together from an outline.
    public func source(of digest: Digest) throws(ImageStoreError) -> any ByteSource {
        do throws(SystemCallError) {
            return DescriptorSource(
                try Linux.open(layout.blob(digest), [.readOnly, .noFollow]), name: digest.description)
        } catch {
            guard error.errno == .noEntry || error.errno == .notDirectory else {
                throw ImageStoreError("opening the blob", digest.description, error)
            }
        }
        if let source = try OutlinedBlobSource.open(digest, layout) { return source }
        guard let source = try sourceElsewhere(of: digest) else { throw missing(digest) }
        return source
    }

    /// The bytes of a small blob, checked against its digest; more than `limit` is an error.
    public func read(_ digest: Digest, limit: Int) throws(ImageStoreError) -> [UInt8] {
        let bytes: [UInt8]
        do throws(SystemCallError) { bytes = try readFile(layout.blob(digest), limit: limit) } catch {
            if error.errno == .noEntry || error.errno == .notDirectory {
                guard let bytes = try readElsewhere(digest, limit: limit) else { throw missing(digest) }
                return bytes
            }
            if error.errno.rawValue == 27 {  // EFBIG
                throw ImageStoreError(
                    .tooLarge, "reading the blob", digest.description, cause: "it has more than \(limit) bytes")
            }
            throw ImageStoreError("reading the blob", digest.description, error)
        }
        guard try Self.digest(of: bytes, like: digest) == digest else { throw damaged(digest) }
        return bytes
    }

    /// Puts a small blob in place; one that is there with the same bytes is left alone.
    @discardableResult
    public func put(_ bytes: [UInt8], expecting: Digest? = nil) throws(ImageStoreError) -> Digest {
        let digest =
            try expecting.map { (digest) throws(ImageStoreError) in try Self.digest(of: bytes, like: digest) }
            ?? DigestStream.digest(of: bytes)
        if let expecting, expecting != digest {
            throw ImageStoreError(
                .digestMismatch, "storing the blob", expecting.description,
                cause: "its bytes have the digest \(digest)",
                nextStep: "the registry or archive that it came from is damaged or lies: nothing of it was kept")
        }
        if try size(of: digest) == Int64(bytes.count) {
            // A power cut can leave the right size and other bytes: a damaged one is replaced.
            if let there = try? readFile(layout.blob(digest), limit: bytes.count + 1), there == bytes { return digest }
        }
        let directory = "\(layout.blobs)/\(digest.algorithm)"
        try storing("storing the blob", digest.description) { () throws(SystemCallError) in
            do throws(SystemCallError) {
                try AtomicRecord.write(bytes, to: digest.hex, in: directory, flush: false)
            } catch {
                guard error.errno == .noEntry else { throw error }
                try makeDirectories(directory, mode: 0o700)
                try AtomicRecord.write(bytes, to: digest.hex, in: directory, flush: false)
            }
        }
        return digest
    }

    /// How an ingest starts.
    public enum Start {
        /// The blob is there with the right size.
        case present
        case begun(BlobIngest)
        /// That process is storing the same blob: wait a little and begin again, it may then be present.
        case busy(process: CInt)
    }

    /// Starts or goes on with storing a blob of a known digest. Never waits.
    public func begin(_ digest: Digest, size: Int64?) throws(ImageStoreError) -> Start {
        try begin(digest, size: size, countingOutlines: true)
    }

    func begin(_ digest: Digest, size: Int64?, countingOutlines: Bool) throws(ImageStoreError) -> Start {
        func isThere() throws(ImageStoreError) -> Bool {
            if countingOutlines { return try contains(digest, size: size) }
            return try storing("looking for the blob", digest.description) { () throws(SystemCallError) in
                try exists(layout.blob(digest))
            }
        }
        if try isThere() { return .present }
        let claim: FileClaim.Outcome = try storing("storing the blob", digest.description) {
            () throws(SystemCallError) in
            try makeDirectories(layout.ingest, mode: 0o700)
            return try FileClaim.take(layout.partial(digest))!
        }
        switch claim {
        case .busy(let process): return .busy(process: process)
        case .taken(let claim):
            let ingest = try BlobIngest(layout: layout, claim: claim, expected: digest, size: size)
            // The one who held the claim before us may just have finished.
            if try isThere() {
                ingest.abandon(keepingPartial: false)
                return .present
            }
            return .begun(ingest)
        }
    }

    /// Starts storing a blob whose digest is found out from its bytes.
    public func beginUnnamed(size: Int64? = nil) throws(ImageStoreError) -> BlobIngest {
        let claim: FileClaim.Outcome = try storing("storing a blob in", layout.ingest) { () throws(SystemCallError) in
            try makeDirectories(layout.ingest, mode: 0o700)
            return try FileClaim.take("\(layout.ingest)/\(AtomicRecord.temporaryName())")!
        }
        guard case .taken(let claim) = claim else {
            throw ImageStoreError(.busy, "storing a blob in", layout.ingest, cause: "the temporary name is taken")
        }
        return try BlobIngest(layout: layout, claim: claim, expected: nil, size: size)
    }

    /// Reads the whole blob and checks its digest and size.
    public func verify(_ digest: Digest, size: Int64? = nil) throws(ImageStoreError) {
        guard var stream = DigestStream(algorithm: digest.algorithm) else { throw Self.unsupported(digest) }
        let source = try self.source(of: digest)
        do throws(ArchiveError) {
            while true {
                let chunk = unsafe try source.next()
                if unsafe chunk.isEmpty { break }
                unsafe stream.update(chunk)
            }
        } catch { throw ImageStoreError("verifying the blob", digest.description, error) }
        guard stream.digest() == digest, size == nil || size == stream.count else { throw damaged(digest) }
    }

    /// How a blob is compressed: `none`, `gzip` or `zstd`.
    public func compression(of digest: Digest) throws(ImageStoreError) -> String {
        let source = try self.source(of: digest)
        do throws(ArchiveError) {
            let first = unsafe try Array(source.next().prefix(4))
            return try CompressionFormat.detect(first).rawValue
        } catch {
            throw ImageStoreError("reading the blob", digest.description, error)
        }
    }

    /// All blobs with their sizes in bytes.
    public func all() throws(ImageStoreError) -> [(digest: Digest, size: Int64)] {
        var found: [(Digest, Int64)] = []
        for algorithm in ["sha256", "sha512"] {
            let directory = "\(layout.blobs)/\(algorithm)"
            let entries = try storing("listing", directory) { () throws(SystemCallError) in try names(in: directory) }
            for name in entries where !name.hasPrefix(".") {
                let digest = Digest(algorithm: algorithm, hex: name)
                if let size = try size(of: digest) { found.append((digest, size)) }
            }
        }
        return found
    }

    func missing(_ digest: Digest) -> ImageStoreError {
        ImageStoreError(
            .missing, "reading the blob", digest.description, cause: "\(layout.blob(digest)) is not there",
            nextStep: "pull or load the image again, or remove it")
    }

    func damaged(_ digest: Digest) -> ImageStoreError {
        ImageStoreError(
            .damaged, "reading the blob", digest.description,
            cause: "the bytes of \(layout.blob(digest)) do not have that digest",
            nextStep: "`apus system check --repair` drops it; then pull or load the image again")
    }

    private static func unsupported(_ digest: Digest) -> ImageStoreError {
        ImageStoreError(
            .unsupported, "checking the blob", digest.description,
            cause: "the digest algorithm is not handled; sha256 and sha512 are")
    }

    /// The digest of the bytes with the algorithm of another.
    static func digest(of bytes: [UInt8], like other: Digest) throws(ImageStoreError) -> Digest {
        guard var stream = DigestStream(algorithm: other.algorithm) else { throw unsupported(other) }
        stream.update(bytes)
        return stream.digest()
    }
}
