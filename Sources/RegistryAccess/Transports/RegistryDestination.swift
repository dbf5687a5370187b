internal import ImageStorage
internal import OCISpecification

/// A name in a registry: blobs that the repository has are not sent, and those that another repository of the registry has
/// are taken over there.
struct RegistryDestination: ImageDestination {
    let repository: Repository
    let reference: ImageReference
    let errand: Errand
    /// Repositories of the same registry that may have blobs of the image.
    let sources: [String]
    let events: @Sendable (TransferEvent) -> Void

    init(
        _ reference: ImageReference, _ session: RegistrySession, doing: String, from origin: Repository?, known: [String],
        events: @escaping @Sendable (TransferEvent) -> Void
    ) throws(RegistryError) {
        let whole = reference.withDefaultTag
        let repository = try session.repository(registry: whole.domain, name: whole.path)
        self.reference = whole
        self.repository = repository
        errand = repository.errand(doing, whole.description)
        let own = origin.flatMap { $0.registry == repository.registry ? $0.name : nil }
        sources = known + (own.map { [$0] } ?? [])
        self.events = events
    }

    var name: String { "docker://\(reference)" }
    var parallel: Int { max(1, repository.session.options.parallelTransfers) }
    var abilities: DestinationAbilities { DestinationAbilities() }

    func put(
        _ blob: ContentDescriptor, _ role: BlobRole, from source: any ImageSource
    ) async throws(RegistryError) -> BlobArrival {
        let upload = BlobUpload(repository: repository, sources: sources, errand: errand, events: events)
        return try await upload.run(blob) { () async throws(RegistryError) in try await source.blob(blob) }
    }

    func put(_ manifest: FetchedManifest, isTop: Bool) async throws(RegistryError) {
        var name = ManifestName.digest(manifest.digest)
        if isTop {
            if let asked = reference.digest, asked != manifest.digest {
                throw RegistryError(
                    .digestMismatch, doing: errand.doing, subject: errand.subject,
                    cause: "what is to be copied has the digest \(manifest.digest)", advice: "Give the destination a tag")
            }
            name = ManifestName(reference)
        }
        let lists = try await repository.putManifest(
            manifest.bytes, mediaType: manifest.mediaType, digest: manifest.digest, as: name, errand: errand)
        if !lists { try await repository.addReferrer(manifest, errand: errand) }
    }

    func sign(_ manifest: FetchedManifest, isTop: Bool, _ choice: SigningChoice) async throws(RegistryError) {
        if choice.isEmpty { return }
        try await repository.sign(manifest.digest, as: reference, choice, errand: errand)
    }

    func finish(_ top: FetchedManifest, platform: Platform?) async throws(RegistryError) {}
    func abandon() async {}
}
