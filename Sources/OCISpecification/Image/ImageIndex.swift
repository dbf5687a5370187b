/// Images for several platforms under one name; also `index.json` of a layout, and docker's manifest list.
package struct ImageIndex: Codable, Hashable, Sendable {
    /// Always 2.
    package var schemaVersion: Int
    package var mediaType: String?
    package var artifactType: String?
    package var manifests: [ContentDescriptor]
    package var subject: ContentDescriptor?
    package var annotations: [String: String]?

    package init(
        schemaVersion: Int, mediaType: String? = nil, artifactType: String? = nil, manifests: [ContentDescriptor],
        subject: ContentDescriptor? = nil, annotations: [String: String]? = nil
    ) {
        self.schemaVersion = schemaVersion
        self.mediaType = mediaType
        self.artifactType = artifactType
        self.manifests = manifests
        self.subject = subject
        self.annotations = annotations
    }
}
