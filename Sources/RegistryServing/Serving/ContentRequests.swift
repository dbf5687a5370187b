internal import ImageStorage
internal import NIOHTTP1
internal import OCISpecification

// Manifests and blobs.

extension Exchange {
    func blob(_ repository: RepositoryName, _ digest: Digest) throws(RegistryServingError) -> Answer {
        if head.method == .DELETE {
            try storage.removeBlob(digest, in: repository)
            return Answer(.accepted, [("Docker-Content-Digest", digest.description)])
        }
        let (file, size) = try storage.blob(digest, in: repository, isWanted: head.method == .HEAD)
        var headers = Answer.named(digest) + [("Accept-Ranges", "bytes"), ("Content-Type", "application/octet-stream")]
        var range = ByteRange(head.headers.first(name: "Range"), size: size)
        // The part of another version than the client has is of no use to it.
        if let condition = head.headers.first(name: "If-Range"), condition != "\"\(digest)\"" { range = .whole }
        var (from, count) = (Int64(0), size)
        var status = HTTPResponseStatus.ok
        switch range {
        case .whole: break
        case .part(let first, let length):
            (from, count) = (first, length)
            status = .partialContent
            headers.append(("Content-Range", "bytes \(first)-\(first + length - 1)/\(size)"))
        case .unsatisfiable:
            var error = RegistryServingError(
                .sizeInvalid, "the blob \(digest) has \(size) bytes: the range is not in it", detail: digest.description, status: 416)
            error.headers["Content-Range"] = "bytes */\(size)"
            throw error
        }
        var answer = Answer(status, headers)
        answer.length = count
        if count > 0 { answer.body = .file(file, from: from, count: count) }
        return answer
    }

    func manifest(_ repository: RepositoryName, _ reference: ManifestReference) throws(RegistryServingError) -> Answer {
        switch head.method {
        case .PUT: return try putManifest(repository, reference, tags: target?.all("tag") ?? [])
        case .DELETE:
            try storage.removeManifest(reference, in: repository)
            return Answer(.accepted)
        default:
            let found = try storage.manifest(reference, in: repository)
            return Answer(.ok, Answer.named(found.digest), bytes: found.bytes, type: found.mediaType)
        }
    }

    /// - Parameter tags: further tags, as `?tag=` names them.
    private func putManifest(
        _ repository: RepositoryName, _ reference: ManifestReference, tags: [String]
    ) throws(RegistryServingError) -> Answer {
        var references = [reference]
        for tag in tags {
            let tagged = try ManifestReference(parsing: tag)
            guard case .tag = tagged else {
                throw RegistryServingError(.manifestInvalid, "\"\(printable(tag))\" is a digest and no tag", detail: printable(tag))
            }
            if !references.contains(tagged) { references.append(tagged) }
        }
        let manifest = try PushedManifest(collected, type: head.headers.first(name: "Content-Type"))
        var algorithm = "sha256"
        if case .digest(let named) = reference { algorithm = named.algorithm }
        guard var stream = DigestStream(algorithm: algorithm) else {
            throw RegistryServingError(.digestInvalid, "digests of \(algorithm) are not handled; sha256 and sha512 are")
        }
        stream.update(collected)
        let digest = stream.digest()
        if case .digest(let named) = reference, named != digest {
            throw RegistryServingError(
                .digestInvalid, "the manifest has the digest \(digest), not \(named)", detail: named.description)
        }
        let warning = try storage.put(manifest, digest: digest, as: references, in: repository)
        var answer = Answer(
            .created,
            [("Location", "/v2/\(repository)/manifests/\(digest)"), ("Docker-Content-Digest", digest.description)])
        if let warning {
            let text = printable(warning).replacing("\\", with: "/").replacing("\"", with: "'")
            answer.headers.add(name: "Warning", value: "299 - \"\(text)\"")
        }
        for tag in tags { answer.headers.add(name: "OCI-Tag", value: tag) }
        if let subject = manifest.subject { answer.headers.add(name: "OCI-Subject", value: subject.description) }
        return answer
    }
}
