/// What content is and where it is kept: by its digest.
package struct ContentDescriptor: Codable, Hashable, Sendable {
    package var mediaType: String
    package var digest: Digest
    /// Bytes.
    package var size: Int64
    /// Where it may be had too.
    package var urls: [String]?
    package var annotations: [String: String]?
    /// The content itself, in base64.
    package var data: String?
    package var artifactType: String?
    /// In an index: for what the image is.
    package var platform: Platform?

    package init(
        mediaType: String, digest: Digest, size: Int64, urls: [String]? = nil,
        annotations: [String: String]? = nil, data: String? = nil, artifactType: String? = nil,
        platform: Platform? = nil
    ) {
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
        self.urls = urls
        self.annotations = annotations
        self.data = data
        self.artifactType = artifactType
        self.platform = platform
    }
}
