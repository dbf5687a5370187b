/// One image for one platform: its configuration and its layers.
package struct ImageManifest: Codable, Hashable, Sendable {
    /// Always 2.
    package var schemaVersion: Int
    package var mediaType: String?
    package var artifactType: String?
    package var config: ContentDescriptor
    /// The lowest first.
    package var layers: [ContentDescriptor]
    /// The manifest that this one is about.
    package var subject: ContentDescriptor?
    package var annotations: [String: String]?

    package init(
        schemaVersion: Int, mediaType: String? = nil, artifactType: String? = nil, config: ContentDescriptor,
        layers: [ContentDescriptor], subject: ContentDescriptor? = nil, annotations: [String: String]? = nil
    ) {
        self.schemaVersion = schemaVersion
        self.mediaType = mediaType
        self.artifactType = artifactType
        self.config = config
        self.layers = layers
        self.subject = subject
        self.annotations = annotations
    }
}
