internal import JSONText
public import OCISpecification

/// The bytes of a manifest as the registry sent them, with a digest that was computed and a kind that is beyond doubt.
public struct FetchedManifest: Hashable, Sendable {
    /// More than this is refused, as registries do.
    public static let largest = 4 << 20

    public let bytes: [UInt8]
    public let digest: Digest
    public let mediaType: String
    public let kind: ManifestKind

    /// Decides what the bytes are. A manifest that could be read in two ways is refused (CVE-2021-41190).
    init(bytes: [UInt8], digest: Digest, announced: String) throws(Refusal) {
        let value: JSONValue
        do throws(JSONError) { value = try JSONValue(parsing: bytes) } catch {
            throw Refusal("it is not JSON (\(error))")
        }
        guard case .object(let object) = value else { throw Refusal("it is not a JSON object") }
        if announced.hasPrefix("application/vnd.docker.distribution.manifest.v1")
            || object["schemaVersion"] == 1 || object["fsLayers"] != nil
        {
            throw Refusal(
                "it is of the retired kind \"schema 1\", which holds no digests of its configuration",
                advice: "Have it pushed again with a current tool", .unsupported)
        }
        var declared: String?
        if let field = object["mediaType"] {
            guard case .string(let text) = field else { throw Refusal("its mediaType is not text") }
            declared = text
        }
        if let declared, ManifestKind(mediaType: announced) != nil, declared != announced {
            throw Refusal("it is announced as \(announced) and calls itself \(printable(declared))")
        }
        let listsLayers = object["layers"] != nil || object["config"] != nil
        let listsManifests = object["manifests"] != nil
        if listsLayers, listsManifests {
            throw Refusal("it lists both layers and manifests, so it could be read in two ways")
        }
        let type: String
        if let declared {
            type = declared
        } else if ManifestKind(mediaType: announced) != nil {
            type = announced
        } else if listsManifests {
            type = MediaType.index
        } else {
            type = MediaType.manifest
        }
        guard let kind = ManifestKind(mediaType: type) else {
            throw Refusal("its media type \(printable(type)) is not that of an image", .unsupported)
        }
        if kind == .image ? !listsLayers : !listsManifests {
            throw Refusal("it is called \(type) but has no \(kind == .image ? "layers" : "manifests")")
        }
        self.bytes = bytes
        self.digest = digest
        mediaType = type
        self.kind = kind
    }

    /// Why bytes are no usable manifest.
    struct Refusal: Error {
        let cause: String
        let advice: String
        let code: RegistryError.Code
        init(_ cause: String, advice: String = "", _ code: RegistryError.Code = .invalidManifest) {
            self.cause = cause
            self.advice = advice
            self.code = code
        }
    }
}
