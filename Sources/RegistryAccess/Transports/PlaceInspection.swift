internal import ImageStorage
internal import JSONText
public import OCISpecification

/// An image as it lies somewhere: nothing of it but its documents is read.
public struct PlaceInspection: Sendable {
    /// Of a registry; empty elsewhere.
    public let repository: String
    /// What the place stands for: an image, or an index.
    public let top: FetchedManifest
    /// The image that was chosen of an index.
    public let image: FetchedManifest
    public let layers: [ContentDescriptor]
    /// The configuration, every byte.
    public let configuration: [UInt8]
    /// The media type of the configuration.
    public let configurationType: String
    /// All tags of the repository; nil where they were not asked for or there are none to ask for.
    public let tags: [String]?
}

extension ImageCopier {
    /// Reads the manifest that a place stands for, and nothing else.
    public func manifest(of place: ImagePlace) async throws(RegistryError) -> FetchedManifest {
        try await ImageReader.open(place, source, store, doing: "inspect", events).manifest(nil)
    }

    /// Reads the manifest that a place stands for, or those that its index names, each with what describes it. Of a manifest in no index
    /// its configuration says the platform.
    public func manifests(
        of place: ImagePlace
    ) async throws(RegistryError) -> (isIndex: Bool, all: [(descriptor: ContentDescriptor, manifest: FetchedManifest)]) {
        let from = try await ImageReader.open(place, source, store, doing: "inspect", events)
        let top = try await from.manifest(nil)
        switch try top.document(of: from.name) {
        case .index(let index):
            var found: [(ContentDescriptor, FetchedManifest)] = []
            for child in index.manifests { found.append((child, try await from.manifest(child))) }
            return (true, found)
        case .manifest(let image):
            var descriptor = ContentDescriptor(mediaType: top.mediaType, digest: top.digest, size: Int64(top.bytes.count))
            if MediaType.isConfiguration(image.config.mediaType) {
                let bytes = try await from.blob(image.config).all(limit: ImageDocuments.configurationLimit)
                // One that cannot be read says nothing of its platform.
                descriptor.platform = (try? JSON.decode(ImageConfiguration.self, from: bytes))?.platform
            }
            return (false, [(descriptor, top)])
        }
    }

    /// Reads the documents of an image.
    public func inspect(_ place: ImagePlace, platform: Platform?, listsTags: Bool) async throws(RegistryError) -> PlaceInspection {
        let from = try await ImageReader.open(place, source, store, doing: "inspect", events)
        let top = try await from.manifest(nil)
        var image = top
        if case .index(let index) = try top.document(of: from.name) {
            let wanted = platform ?? .host
            guard let chosen = index.manifest(for: wanted) else {
                let offered = index.platforms.map { printable($0.description) }.joined(separator: ", ")
                throw RegistryError(
                    .noMatchingPlatform, doing: "inspect", subject: from.name,
                    cause: "there is no image for \(wanted) in it, but for \(offered.isEmpty ? "no platform at all" : offered)",
                    advice: "Choose one of them with --override-arch and --override-os, or read the index with --raw")
            }
            image = try await from.manifest(chosen)
        }
        let manifest = try image.image(of: from.name)
        let configuration = try await from.blob(manifest.config).all(limit: ImageDocuments.configurationLimit)
        var tags: [String]?
        if listsTags, let origin = from.origin { tags = try await origin.tags() }
        return PlaceInspection(
            repository: (from as? RegistrySource)?.reference.name ?? "", top: top, image: image, layers: manifest.layers,
            configuration: configuration, configurationType: manifest.config.mediaType, tags: tags)
    }

    /// The tags of a repository, in the registry's order; of an archive of docker's format the names in it.
    public func tags(of place: ImagePlace) async throws(RegistryError) -> [String] {
        switch place {
        case .registry(let reference):
            return try await source.repository(registry: reference.domain, name: reference.path).tags()
        case .dockerArchive(let path, nil): return try DockerArchiveSource.tags(of: path)
        default:
            throw RegistryError(
                .unsupported, doing: "list the tags of", subject: place.description,
                cause: "only repositories of registries and archives of docker's format have tags to list",
                advice: "Write docker://REPOSITORY or docker-archive:FILE")
        }
    }

    /// Deletes the manifest that a tag stands for, and with it all tags that stand for the same; answers its digest.
    public func delete(_ reference: ImageReference) async throws(RegistryError) -> Digest {
        let whole = reference.withDefaultTag
        let repository = try source.repository(registry: whole.domain, name: whole.path)
        // By its digest: few registries delete a tag.
        let manifest = try await repository.manifest(ManifestName(whole), doing: "delete", subject: whole.description)
        do throws(RegistryError) { try await repository.delete(.digest(manifest.digest)) } catch {
            guard error.cause.contains("405") else { throw error }
            throw RegistryError(
                error.code, doing: "delete", subject: whole.description, cause: error.cause,
                advice: "The registry does not allow to delete: its owner can switch that on")
        }
        return manifest.digest
    }
}
