internal import ImageStorage
internal import NIOHTTP1
public import OCISpecification

/// What names a manifest in a repository.
public enum ManifestName: Hashable, Sendable, CustomStringConvertible {
    case tag(String)
    case digest(Digest)

    public var description: String {
        switch self {
        case .tag(let tag): tag
        case .digest(let digest): digest.description
        }
    }

    /// What follows the repository in a reference.
    var suffix: String {
        switch self {
        case .tag(let tag): ":\(tag)"
        case .digest(let digest): "@\(digest)"
        }
    }
}

extension Repository {
    private var acceptHeaders: HTTPHeaders {
        HTTPHeaders(ManifestKind.accepted.map { ("accept", $0) })
    }

    /// The digest that a tag has now, by a request without a body; nil when the registry does not tell it that way.
    public func digest(
        ofTag tag: String, doing: String = "look up", subject: String? = nil
    ) async throws(RegistryError) -> Digest? {
        var request = self.request(.HEAD, "manifests/\(tag)", acceptHeaders)
        // A missing tag is told by the request with a body: this one has no room for words.
        request.accepted = [404, 405]
        let errand = self.errand(doing, subject ?? fullName + ":\(tag)")
        return try await session.retrying(errand) { () async throws(Fault) in
            let response = try await session.send(request, to: endpoint)
            guard response.status == 200 else { return nil }
            return response.header("docker-content-digest").flatMap { Digest($0) }
        }
    }

    /// Fetches a manifest and checks its bytes: by the digest that was asked, or by the one that the registry names.
    public func manifest(
        _ name: ManifestName, size: Int64? = nil, doing: String = "fetch", subject: String? = nil
    ) async throws(RegistryError) -> FetchedManifest {
        let subject = subject ?? fullName + name.suffix
        let request = self.request(.GET, "manifests/\(name)", acceptHeaders)
        return try await session.retrying(errand(doing, subject)) { () async throws(Fault) in
            let response = try await session.send(request, to: endpoint)
            func refusal(_ code: RegistryError.Code, _ cause: String, _ advice: String = "") -> Fault {
                .final(RegistryError(code, doing: doing, subject: subject, cause: cause, advice: advice))
            }
            guard let bytes = try await response.body(limit: FetchedManifest.largest) else {
                throw refusal(
                    .invalidManifest,
                    "the manifest is larger than \(FetchedManifest.largest >> 20) MiB, which no image needs")
            }
            if let size, size != Int64(bytes.count) {
                throw refusal(
                    .sizeMismatch,
                    "the registry \(registry) sent \(bytes.count) bytes for the manifest \(name) of \(fullName),"
                        + " where \(size) were announced")
            }
            var expected = response.header("docker-content-digest").flatMap { Digest($0) }
            if case .digest(let asked) = name { expected = asked }
            guard var stream = DigestStream(algorithm: expected?.algorithm ?? "sha256") else {
                throw refusal(.unsupported, "the digest algorithm of \(expected?.description ?? "") is not supported")
            }
            stream.update(bytes)
            let found = stream.digest()
            if let expected, found != expected {
                throw refusal(
                    .digestMismatch,
                    "the registry \(registry) sent a manifest for \(fullName) with the digest \(found),"
                        + " where \(expected) was expected",
                    "The registry, or something on the way to it, is damaged or lies: nothing of it was kept")
            }
            do throws(FetchedManifest.Refusal) {
                return try FetchedManifest(bytes: bytes, digest: found, announced: response.mediaType)
            } catch {
                throw refusal(error.code, "the manifest cannot be used: \(error.cause)", error.advice)
            }
        }
    }
}
