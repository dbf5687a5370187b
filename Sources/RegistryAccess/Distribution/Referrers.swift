internal import NIOHTTP1
internal import ImageStorage
internal import JSONText
public import OCISpecification

extension Repository {
    /// Where registries that do not know referrers have them: a tag made of the digest.
    private func fallbackTag(of subject: Digest) -> String { "\(subject.algorithm)-\(subject.hex)" }

    /// What refers to a manifest: signatures, descriptions and other artifacts whose subject it is.
    public func referrers(of subject: Digest) async throws(RegistryError) -> [ContentDescriptor] {
        let errand = self.errand("list the referrers of", "\(fullName)@\(subject)")
        var request = self.request(.GET, "referrers/\(subject)", ["accept": MediaType.index])
        // 404: the registry does not know of referrers; 400 and 405 are what older ones say to a path that is new to them.
        request.accepted = [400, 404, 405]
        let asked = request
        let bytes = try await session.retrying(errand) { () async throws(Fault) -> [UInt8]? in
            let response = try await session.send(asked, to: endpoint)
            let body = try await response.body(limit: FetchedManifest.largest)
            return response.status == 200 ? body ?? [] : nil
        }
        guard let bytes else { return try await fallbackReferrers(of: subject)?.manifests ?? [] }
        do throws(JSONError) { return try JSON.decode(ImageIndex.self, from: bytes).manifests } catch {
            throw RegistryError(
                .badAnswer, doing: errand.doing, subject: errand.subject,
                cause: "the registry \(registry) sent no list of referrers (\(error.description))")
        }
    }

    private func fallbackReferrers(of subject: Digest) async throws(RegistryError) -> ImageIndex? {
        let tag = fallbackTag(of: subject)
        let found: FetchedManifest
        do throws(RegistryError) { found = try await manifest(.tag(tag), doing: "list the referrers of") } catch {
            if error.code == .notFound { return nil }
            throw error
        }
        guard case .index(let index) = try found.document(of: "\(fullName):\(tag)") else {
            throw RegistryError(
                .invalidManifest, doing: "list the referrers of", subject: "\(fullName)@\(subject)",
                cause: "the tag \(tag), where referrers are listed, is no index")
        }
        return index
    }

    /// Lists a manifest among the referrers of its subject, for a registry that does not do so itself.
    /// One without a subject is not listed.
    func addReferrer(_ manifest: FetchedManifest, errand: Errand) async throws(RegistryError) {
        var entry = manifest.descriptor
        let known: Digest?
        switch try manifest.document(of: errand.subject) {
        case .manifest(let image):
            entry.artifactType = image.artifactType ?? image.config.mediaType
            entry.annotations = image.annotations
            known = image.subject?.digest
        case .index(let index):
            entry.artifactType = index.artifactType
            entry.annotations = index.annotations
            known = index.subject?.digest
        }
        guard let subject = known else { return }
        var index =
            try await fallbackReferrers(of: subject)
            ?? ImageIndex(schemaVersion: 2, mediaType: MediaType.index, manifests: [])
        guard !index.manifests.contains(where: { $0.digest == entry.digest }) else { return }
        index.manifests.append(entry)
        let bytes: [UInt8]
        do throws(JSONError) { bytes = try JSON.encode(index) } catch {
            throw RegistryError(.invalidManifest, doing: errand.doing, subject: errand.subject, cause: error.description)
        }
        try await putManifest(
            bytes, mediaType: MediaType.index, digest: DigestStream.digest(of: bytes), as: .tag(fallbackTag(of: subject)), errand: errand)
    }
}

extension ImageCopier {
    /// What refers to an image of a registry.
    public func referrers(of reference: ImageReference) async throws(RegistryError) -> [ContentDescriptor] {
        let whole = reference.withDefaultTag
        let repository = try source.repository(registry: whole.domain, name: whole.path)
        var digest = whole.digest
        if digest == nil {
            digest = try await repository.manifest(
                ManifestName(whole), doing: "list the referrers of", subject: whole.description
            ).digest
        }
        guard let digest else { return [] }
        return try await repository.referrers(of: digest)
    }
}
