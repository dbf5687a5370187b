public import JSONText

/// One image for one platform: its configuration and its layers.
public struct ImageManifest: JSONDirect, Hashable, Sendable {
    /// Always 2.
    public var schemaVersion: Int
    public var mediaType: String?
    public var artifactType: String?
    public var config: ContentDescriptor
    /// The lowest first.
    public var layers: [ContentDescriptor]
    /// The manifest that this one is about.
    public var subject: ContentDescriptor?
    public var annotations: [String: String]?

    public init(
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

extension ImageManifest {
    public init(reading json: inout JSONReader) throws(JSONError) {
        schemaVersion = try json.required("schemaVersion")
        mediaType = try json.optional("mediaType")
        artifactType = try json.optional("artifactType")
        config = try json.required("config")
        layers = try json.required("layers")
        subject = try json.optional("subject")
        annotations = try json.optional("annotations")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("schemaVersion", schemaVersion)
        try json.add("mediaType", mediaType)
        try json.add("artifactType", artifactType)
        try json.add("config", config)
        try json.add("layers", layers)
        try json.add("subject", subject)
        try json.add("annotations", annotations)
    }
}
