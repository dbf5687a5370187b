internal import OCISpecification

/// An image of a registry, or of the first of its mirrors that has it.
struct RegistrySource: ImageSource {
    let repository: Repository
    let reference: ImageReference
    let top: FetchedManifest
    let errand: Errand

    var name: String { "docker://\(reference)" }
    var origin: Repository? { repository }

    static func open(
        _ reference: ImageReference, _ session: RegistrySession, doing: String, notice: @Sendable (String) -> Void
    ) async throws(RegistryError) -> RegistrySource {
        let reference = reference.withDefaultTag
        let wanted = ManifestName(reference)
        let sources = try session.configuration.sources(
            registry: reference.domain, name: reference.path, isDigest: reference.digest != nil)
        var last: RegistryError?
        for (number, source) in sources.enumerated() {
            do throws(RegistryError) {
                var repository = try session.repository(source)
                repository.hasOthers = number < sources.count - 1
                let top = try await repository.manifest(wanted, doing: doing, subject: reference.description)
                // Its blobs come from there and from nowhere else.
                repository.hasOthers = false
                return RegistrySource(
                    repository: repository, reference: reference, top: top,
                    errand: repository.errand(doing, reference.description))
            } catch {
                if error.code == .cancelled { throw error }
                if source.isMirror { notice("the mirror \(source.registry) was passed over: \(error)") }
                last = error
            }
        }
        guard let last else { preconditionFailure("a repository has at least one source") }
        throw last
    }

    func manifest(_ child: ContentDescriptor?) async throws(RegistryError) -> FetchedManifest {
        guard let child else { return top }
        return try await repository.manifest(
            .digest(child.digest), size: child.size, doing: errand.doing, subject: errand.subject)
    }

    func blob(_ blob: ContentDescriptor) async throws(RegistryError) -> BlobStream {
        BlobStream(blob: blob, origin: .registry(repository, errand), name: name)
    }
}

extension ManifestName {
    /// The digest of a reference if it has one, else its tag.
    init(_ reference: ImageReference) {
        self = reference.digest.map { .digest($0) } ?? .tag(reference.tag ?? ImageReference.defaultTag)
    }
}
