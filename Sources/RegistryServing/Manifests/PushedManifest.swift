internal import Linux
internal import ImageStorage
internal import JSONText
internal import OCISpecification

/// A manifest or an index as a client sends it: what of it a registry has to understand.
struct PushedManifest: Sendable {
    /// Bytes; as other registries and all clients limit them.
    static let limit = 4 << 20

    /// Content that a manifest names.
    struct Reference: Hashable, Sendable {
        let digest: Digest
        let size: Int64
    }

    let mediaType: String
    let bytes: [UInt8]
    /// The configuration and the layers that a registry has to have.
    private(set) var blobs: [Reference] = []
    /// The manifests of an index.
    private(set) var children: [Reference] = []
    private(set) var subject: Digest?
    private(set) var artifactType: String?
    private(set) var annotations: JSONValue?
    /// Whether it is an image that containers can be made from.
    private(set) var isImage = false

    var isIndex: Bool { MediaType.isIndex(mediaType) }

    /// - Parameter type: what the client calls it; nil for what is in the store.
    init(_ bytes: [UInt8], type: String?) throws(RegistryServingError) {
        guard bytes.count <= Self.limit else { throw Self.tooLarge }
        let value: JSONValue
        do throws(JSONError) { value = try JSONValue(parsing: bytes) } catch { throw Self.invalid("it is no JSON: \(error)") }
        guard case .object(let object) = value else { throw Self.invalid("it is no JSON object") }
        guard object["schemaVersion"] == .integer(2), object["fsLayers"] == nil else {
            throw Self.invalid("its schemaVersion is not 2; images of the old schema 1 have to be pushed by a newer client")
        }
        // CVE-2021-41190: what is a manifest to one reader and an index to another.
        guard object["manifests"] == nil || object["layers"] == nil && object["config"] == nil else {
            throw Self.invalid("it is a manifest and an index at the same time")
        }
        let own = object["mediaType"]?.stringValue
        let sent = type.map { String(trimmed($0.parts(between: ";", most: 2, keepingEmpty: true)[0])) }
        if let own, let sent, own != sent { throw Self.invalid("it was sent as \(printable(sent)) and calls itself \(printable(own))") }
        let implied = object["manifests"] != nil ? MediaType.index : MediaType.manifest
        mediaType = own ?? sent ?? implied
        self.bytes = bytes
        annotations = object["annotations"]
        if let text = object["artifactType"]?.stringValue, !text.isEmpty { artifactType = text }
        if MediaType.isIndex(mediaType) {
            guard case .array(let entries)? = object["manifests"] else { throw Self.invalid("an index has a list \"manifests\"") }
            for entry in entries { children.append(try Self.reference(entry)) }
        } else if MediaType.isManifest(mediaType) {
            guard let config = object["config"] else { throw Self.invalid("a manifest has a \"config\"") }
            blobs.append(try Self.reference(config))
            let kind = config["mediaType"]?.stringValue
            isImage = kind.map { MediaType.isConfiguration($0) } == true
            if artifactType == nil { artifactType = kind }
            if case .array(let layers)? = object["layers"] {
                for layer in layers {
                    let reference = try Self.reference(layer)
                    if MediaType.isForeignLayer(layer["mediaType"]?.stringValue ?? "") { continue }
                    blobs.append(reference)
                }
            }
        } else {
            throw Self.invalid("manifests of the type \(printable(mediaType)) are not handled; those of OCI and of docker's schema 2 are")
        }
        if let entry = object["subject"], entry != .null { subject = try Self.reference(entry).digest }
    }

    /// The entry of this manifest in a list of referrers.
    func descriptor(_ digest: Digest) -> JSONObject {
        var entry: JSONObject = [
            "mediaType": .string(mediaType), "digest": .string(digest.description), "size": JSONValue(bytes.count),
        ]
        if let artifactType { entry["artifactType"] = .string(artifactType) }
        if let annotations, annotations != .null { entry["annotations"] = annotations }
        return entry
    }

    static let tooLarge = RegistryServingError(.sizeInvalid, "a manifest has at most \(limit) bytes", detail: "manifest", status: 413)

    private static func invalid(_ why: String) -> RegistryServingError {
        RegistryServingError(.manifestInvalid, "the manifest is not taken: \(why)", detail: "manifest")
    }

    private static func reference(_ value: JSONValue) throws(RegistryServingError) -> Reference {
        guard let text = value["digest"]?.stringValue, case .integer(let size)? = value["size"], size >= 0 else {
            throw invalid("a descriptor of it has no digest or no size")
        }
        guard let digest = Digest(text) else { throw invalid("\"\(printable(text))\" is no digest") }
        return Reference(digest: digest, size: size)
    }
}
