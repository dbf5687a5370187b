internal import OCISpecification

/// What a manifest is, by its media type.
public enum ManifestKind: Hashable, Sendable {
    /// One image: configuration and layers.
    case image
    /// A list of manifests, one a platform.
    case index

    /// The types that we ask a registry for.
    static let accepted = [
        MediaType.manifest, MediaType.dockerManifest, MediaType.index, MediaType.dockerManifestList,
    ]

    public init?(mediaType: String) {
        if MediaType.isManifest(mediaType) {
            self = .image
        } else if MediaType.isIndex(mediaType) {
            self = .index
        } else {
            return nil
        }
    }
}
