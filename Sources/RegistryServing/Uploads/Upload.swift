internal import ImageStorage
internal import Linux
internal import OCISpecification

/// A blob on its way: a file that grows with each request, with the digest of what it has.
///
/// The lock on its file dies with the process, and the file tells how far the upload is: a client goes on after the registry was
/// killed. Used by one request at a time.
final class Upload {
    let id: String
    let repository: RepositoryName
    let path: String
    /// Bytes that are there.
    private(set) var offset: Int64

    private let file: Descriptor
    /// The digest of all bytes; nil when it has to be computed from the file.
    private var stream: DigestStream?
    private let directory: UploadDirectory
    private var isOver = false

    init(
        id: String, repository: RepositoryName, path: String, file: consuming Descriptor, offset: Int64, stream: DigestStream?,
        directory: UploadDirectory
    ) {
        self.id = id
        self.repository = repository
        self.path = path
        self.file = file
        self.offset = offset
        self.stream = stream
        self.directory = directory
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws(RegistryServingError) {
        do throws(SystemCallError) { try unsafe file.write(bytes, at: offset) } catch {
            // What a full disk took of it does not count.
            try? file.truncate(to: offset)
            throw RegistryServingError("storing an upload in", path, error)
        }
        unsafe stream?.update(bytes)
        offset += Int64(bytes.count)
    }

    /// Checks what has come and puts it on the disk. A wrong digest ends the upload.
    func complete(_ expected: Digest) throws(RegistryServingError) {
        let found: Digest
        if let stream, expected.algorithm == "sha256", stream.count == offset {
            found = stream.digest()
        } else {
            found = try reread(expected.algorithm)
        }
        guard found == expected else {
            cancel()
            throw RegistryServingError(
                .digestInvalid, "the \(offset) bytes that came have the digest \(found), not \(expected): nothing of them was kept",
                detail: expected.description)
        }
        try keeping("storing an upload in", path) { () throws(SystemCallError) in try file.flush() }
    }

    private func reread(_ algorithm: String) throws(RegistryServingError) -> Digest {
        guard var stream = DigestStream(algorithm: algorithm) else {
            throw RegistryServingError(.digestInvalid, "digests of \(algorithm) are not handled; sha256 and sha512 are")
        }
        return try keeping("reading the upload", path) { () throws(SystemCallError) in
            let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
            defer { unsafe block.deallocate() }
            while stream.count < offset {
                let count = try unsafe file.read(into: block, at: stream.count)
                if count == 0 { throw SystemCallError(call: "pread", subject: path, errno: .io) }
                unsafe stream.update(UnsafeRawBufferPointer(rebasing: block[..<count]))
            }
            return stream.digest()
        }
    }

    /// It has become a blob: its file has another name.
    func finished() {
        isOver = true
        directory.forget(id)
    }

    func cancel() {
        isOver = true
        // What cannot be removed is swept later.
        try? removeFile(path)
        directory.forget(id)
    }

    /// The request is over; the next one goes on here.
    func suspend() {
        if !isOver { directory.remember(id, stream) }
        isOver = true
    }

    deinit { suspend() }
}
