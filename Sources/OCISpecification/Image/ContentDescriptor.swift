public import JSONText

/// What content is and where it is kept: by its digest.
public struct ContentDescriptor: JSONDirect, Hashable, Sendable {
    public var mediaType: String
    public var digest: Digest
    /// Bytes.
    public var size: Int64
    /// Where it may be had too.
    public var urls: [String]?
    public var annotations: [String: String]?
    /// The content itself, in base64.
    public var data: String?
    public var artifactType: String?
    /// In an index: for what the image is.
    public var platform: Platform?

    public init(
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

extension ContentDescriptor {
    public init(reading json: inout JSONReader) throws(JSONError) {
        mediaType = try json.required("mediaType")
        digest = try json.required("digest")
        size = try json.required("size")
        urls = try json.optional("urls")
        annotations = try json.optional("annotations")
        data = try json.optional("data")
        artifactType = try json.optional("artifactType")
        platform = try json.optional("platform")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("mediaType", mediaType)
        try json.add("digest", digest)
        try json.add("size", size)
        try json.add("urls", urls)
        try json.add("annotations", annotations)
        try json.add("data", data)
        try json.add("artifactType", artifactType)
        try json.add("platform", platform)
    }
}
