public import JSONText

/// Images for several platforms under one name; also `index.json` of a layout, and docker's manifest list.
public struct ImageIndex: JSONDirect, Hashable, Sendable {
    /// Always 2.
    public var schemaVersion: Int
    public var mediaType: String?
    public var artifactType: String?
    public var manifests: [ContentDescriptor]
    public var subject: ContentDescriptor?
    public var annotations: [String: String]?

    public init(
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

extension ImageIndex {
    public init(reading json: inout JSONReader) throws(JSONError) {
        schemaVersion = try json.required("schemaVersion")
        mediaType = try json.optional("mediaType")
        artifactType = try json.optional("artifactType")
        manifests = try json.required("manifests")
        subject = try json.optional("subject")
        annotations = try json.optional("annotations")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("schemaVersion", schemaVersion)
        try json.add("mediaType", mediaType)
        try json.add("artifactType", artifactType)
        try json.add("manifests", manifests)
        try json.add("subject", subject)
        try json.add("annotations", annotations)
    }
}
