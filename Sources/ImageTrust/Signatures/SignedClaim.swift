internal import JSONText
public import OCISpecification

/// What a signature says: this digest is this name (containers-signature(5); cosign's payload has the same shape).
public struct SignedClaim: Sendable, Hashable {
    public enum Kind: String, Sendable {
        case simple = "atomic container signature"
        case sigstore = "cosign container image signature"
    }

    struct Fault: Error { let what: String }

    public let kind: Kind
    public let digest: Digest
    /// A name of docker's kind.
    public let reference: String

    public init(_ kind: Kind, digest: Digest, reference: String) {
        self.kind = kind
        self.digest = digest
        self.reference = reference
    }

    /// Only what is exactly of the form that is expected is read: anything else might mean something to others.
    init(parsing bytes: [UInt8], kind: Kind) throws(Fault) {
        func members(_ value: JSONValue?, _ name: String, _ wanted: Set<String>) throws(Fault) -> JSONObject {
            guard let object = value?.objectValue else { throw Fault(what: "\(name) is no object") }
            guard Set(object.keys) == wanted else { throw Fault(what: "\(name) has not the members \(wanted.sorted())") }
            return object
        }
        let tree: JSONValue
        do throws(JSONError) { tree = try JSONValue(parsing: bytes) } catch { throw Fault(what: error.description) }
        guard let top = tree.objectValue else { throw Fault(what: "it is no object") }
        for key in top.keys where key != "critical" && key != "optional" { throw Fault(what: "it has the member \(visible(key))") }
        let critical = try members(top["critical"], "critical", ["type", "image", "identity"])
        guard critical["type"]?.stringValue == kind.rawValue else { throw Fault(what: "it is no \(kind.rawValue)") }
        let image = try members(critical["image"], "image", ["docker-manifest-digest"])
        let identity = try members(critical["identity"], "identity", ["docker-reference"])
        guard let text = image["docker-manifest-digest"]?.stringValue, let digest = Digest(text) else {
            throw Fault(what: "its docker-manifest-digest is no digest")
        }
        guard let name = identity["docker-reference"]?.stringValue else { throw Fault(what: "its docker-reference is no text") }
        self.init(kind, digest: digest, reference: name)
    }

    /// The bytes that are signed.
    public func payload(creator: String, seconds: Int64) -> [UInt8] {
        let tree: JSONValue = [
            "critical": [
                "identity": ["docker-reference": .string(reference)],
                "image": ["docker-manifest-digest": .string(digest.description)], "type": .string(kind.rawValue),
            ],
            "optional": ["creator": .string(creator), "timestamp": .integer(seconds)],
        ]
        return Array(tree.text.utf8)
    }

    static func digest(of bytes: [UInt8], algorithm: String) -> Digest? {
        ContentHash.hex(of: bytes, algorithm: algorithm).map { Digest(algorithm: algorithm, hex: $0) }
    }
}
