public import OCISpecification
public import RegistryAccess

extension Engine {
    /// The documents of an image that lies somewhere.
    public func inspect(
        _ place: ImagePlace, platform: Platform?, listsTags: Bool, options: RegistryOptions
    ) throws(EngineError) -> PlaceInspection {
        try copying(options) { (copier) async throws(RegistryError) in
            try await copier.inspect(place, platform: platform, listsTags: listsTags)
        }
    }

    /// The manifest or index that a place stands for.
    public func manifest(of place: ImagePlace, options: RegistryOptions) throws(EngineError) -> FetchedManifest {
        try copying(options) { (copier) async throws(RegistryError) in try await copier.manifest(of: place) }
    }

    /// The manifest that a place stands for, or all that its index names, each with what describes it.
    public func manifests(
        of place: ImagePlace, options: RegistryOptions
    ) throws(EngineError) -> (isIndex: Bool, all: [(descriptor: ContentDescriptor, manifest: FetchedManifest)]) {
        try copying(options) { (copier) async throws(RegistryError) in try await copier.manifests(of: place) }
    }

    public func tags(of place: ImagePlace, options: RegistryOptions) throws(EngineError) -> [String] {
        try copying(options) { (copier) async throws(RegistryError) in try await copier.tags(of: place) }
    }

    /// Deletes an image from its registry; answers its digest.
    public func deleteRemote(_ reference: ImageReference, options: RegistryOptions) throws(EngineError) -> Digest {
        try copying(options) { (copier) async throws(RegistryError) in try await copier.delete(reference) }
    }

    /// What refers to an image of a registry.
    public func referrers(of reference: ImageReference, options: RegistryOptions) throws(EngineError) -> [ContentDescriptor] {
        try copying(options) { (copier) async throws(RegistryError) in try await copier.referrers(of: reference) }
    }

    /// Enters the async world for an errand at one place.
    func copying<Outcome: Sendable>(
        _ options: RegistryOptions, _ body: @escaping @Sendable (ImageCopier) async throws(RegistryError) -> Outcome
    ) throws(EngineError) -> Outcome {
        let store = images
        return try registries(options) { (session) async throws(RegistryError) in
            try await body(ImageCopier(from: session, to: session, store: store))
        }
    }
}
