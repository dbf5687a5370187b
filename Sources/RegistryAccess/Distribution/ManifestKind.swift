/// What a manifest is, by its media type.
package enum ManifestKind: Hashable, Sendable {
    /// One image: configuration and layers.
    case image
    /// A list of manifests, one a platform.
    case index

    private static let images: [String] = [
        "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json",
    ]
    private static let indexes: [String] = [
        "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json",
    ]

    /// The types that we ask a registry for.
    static let accepted = images + indexes

    package init?(mediaType: String) {
        if Self.images.contains(mediaType) {
            self = .image
        } else if Self.indexes.contains(mediaType) {
            self = .index
        } else {
            return nil
        }
    }
}
