internal import NIOHTTP1
internal import OCISpecification

// Uploads of blobs.

extension Exchange {
    /// `POST …/blobs/uploads/`: a mount, a whole blob, or the beginning of a session.
    func beginUpload(_ repository: RepositoryName, _ target: RequestTarget) throws(RegistryServingError) -> Answer? {
        if let text = target["mount"] {
            let digest = try parseDigest(text)
            let source = try target["from"].map { (from) throws(RegistryServingError) in try RepositoryName(parsing: from) }
            if try storage.mount(digest, from: source, in: repository) { return created(digest, repository) }
            // Not there: the client sends it.
        } else if target["digest"] != nil {
            _ = try wantedDigest(target)
        }
        use(try storage.uploads.begin(repository), announced: nil)
        return nil
    }

    /// The body of a `POST` has come.
    func endBegunUpload(_ repository: RepositoryName, _ target: RequestTarget) throws(RegistryServingError) -> Answer {
        guard let upload else { throw RegistryServingError(.unknown, "an upload that was not begun") }
        guard target["digest"] != nil, target["mount"] == nil else { return accepted(upload) }
        return try complete(upload, target)
    }

    /// `PATCH`, `PUT`, `GET` and `DELETE` of a session.
    func upload(_ repository: RepositoryName, _ id: String, _ target: RequestTarget) throws(RegistryServingError) -> Answer {
        let upload: Upload
        if let begun = self.upload { upload = begun } else { upload = try storage.uploads.resume(repository, id: id) }
        defer { upload.suspend() }
        switch head.method {
        case .PATCH: return accepted(upload)
        case .PUT: return try complete(upload, target)
        case .DELETE:
            upload.cancel()
            return Answer(.noContent, [("Docker-Upload-UUID", id)])
        default:
            var answer = accepted(upload)
            answer.status = .noContent
            return answer
        }
    }

    /// A chunk has to begin where the upload is.
    func checkChunk() throws(RegistryServingError) -> Answer? {
        guard let upload, let text = head.headers.first(name: "Content-Range") else { return nil }
        guard let chunk = ByteRange.chunk(text) else {
            throw RegistryServingError(
                .blobUploadInvalid, "Content-Range is FIRST-LAST, not \"\(printable(text))\"", detail: "Content-Range")
        }
        if chunk.first != upload.offset {
            var answer = Answer(
                RegistryServingError(
                    .blobUploadInvalid, "the upload has \(upload.offset) bytes: the next chunk does not begin at \(chunk.first)",
                    detail: upload.id, status: 416))
            for (name, value) in place(of: upload) { answer.headers.add(name: name, value: value) }
            return answer
        }
        let length = chunk.last - chunk.first + 1
        if let text = head.headers.first(name: "Content-Length"), let given = Int64(text), given != length {
            throw RegistryServingError(
                .sizeInvalid, "Content-Range has \(length) bytes and Content-Length \(given)", detail: "Content-Range")
        }
        use(upload, announced: length)
        return nil
    }

    func wantedDigest(_ target: RequestTarget) throws(RegistryServingError) -> Digest {
        guard let text = target["digest"] else {
            throw RegistryServingError(.digestInvalid, "the digest of the blob is missing: give it as ?digest=", detail: "digest")
        }
        return try parseDigest(text)
    }

    private func complete(_ upload: Upload, _ target: RequestTarget) throws(RegistryServingError) -> Answer {
        let digest = try wantedDigest(target)
        try upload.complete(digest)
        try storage.take(upload, as: digest)
        return created(digest, upload.repository)
    }

    private func created(_ digest: Digest, _ repository: RepositoryName) -> Answer {
        Answer(.created, [("Location", "/v2/\(repository)/blobs/\(digest)"), ("Docker-Content-Digest", digest.description)])
    }

    private func accepted(_ upload: Upload) -> Answer { Answer(.accepted, place(of: upload)) }

    private func place(of upload: Upload) -> [(String, String)] {
        [
            ("Location", "/v2/\(upload.repository)/blobs/uploads/\(upload.id)"), ("Range", "0-\(max(0, upload.offset - 1))"),
            ("Docker-Upload-UUID", upload.id),
        ]
    }
}
