internal import Crypto
internal import JSONText
public import OCISpecification

/// What an encrypted layer is decrypted with, as its annotations keep it: a hidden part, in an envelope for each recipient, and an
/// open one. The names and forms are those of ocicrypt, which containerd, podman and skopeo use.
public struct LayerSecret: Sendable {
    static let prefix = "org.opencontainers.image.enc"
    static let keyPrefix = prefix + ".keys."
    static let jweKey = keyPrefix + "jwe"
    static let optionsKey = prefix + ".pubopts"

    private let key: [UInt8]
    private let nonce: [UInt8]

    struct Fault: Error { let what: String }

    /// A new key.
    public init() {
        key = unsafe SymmetricKey(size: .bits256).withUnsafeBytes { unsafe Array($0) }
        nonce = unsafe SymmetricKey(size: .bits128).withUnsafeBytes { unsafe Array($0) }
    }

    public func cipher() -> LayerCipher { LayerCipher(key: key, nonce: nonce) }

    /// The annotations of a layer that was encrypted.
    ///
    /// - Parameters:
    ///   - cipher: the one that everything of it went through.
    ///   - plain: the digest of what it was made of.
    public func annotations(
        after cipher: LayerCipher, of plain: OCISpecification.Digest, for recipients: [RecipientKey]
    ) throws(TrustError) -> [String: String] {
        let hidden: JSONValue = [
            "symkey": .string(Base64.encode(key)), "digest": .string(plain.description),
            "cipheroptions": ["nonce": .string(Base64.encode(nonce))],
        ]
        let open: JSONValue = [
            "cipher": .string(LayerCipher.name), "hmac": .string(Base64.encode(cipher.authenticationCode)), "cipheroptions": [:],
        ]
        do throws(JSONWebEncryption.Fault) {
            let sealed = try JSONWebEncryption.seal(Array(hidden.text.utf8), for: recipients)
            return [Self.jweKey: Base64.encode(sealed), Self.optionsKey: Base64.encode(Array(open.text.utf8))]
        } catch {
            throw TrustError(
                .configuration, doing: "encrypt the layer", subject: plain.description, cause: "the public keys cannot be used (\(error))")
        }
    }

    // MARK: Reading

    /// The part that everybody may read.
    struct Open {
        let code: [UInt8]
        /// Normally hidden.
        let nonce: [UInt8]?

        init(_ annotation: String?) throws(Fault) {
            let name = LayerSecret.optionsKey
            guard let annotation, !annotation.isEmpty else { throw Fault(what: "its annotation \(name) is missing") }
            guard let bytes = Base64.decode(annotation) else { throw Fault(what: "its annotation \(name) is not base64") }
            let value = try LayerSecret.value(bytes, "its annotation \(name)")
            guard let cipher = value["cipher"]?.stringValue, cipher == LayerCipher.name else {
                throw Fault(
                    what:
                        "it is encrypted by \(visible(value["cipher"]?.stringValue ?? "what it does not name")); only \(LayerCipher.name) is supported"
                )
            }
            guard let code = value["hmac"]?.stringValue.flatMap({ Base64.decode($0) }), code.count == 32 else {
                throw Fault(what: "its annotation \(name) has no HMAC that can be one")
            }
            self.code = code
            nonce = try LayerSecret.nonce(value)
        }
    }

    /// The part in the envelope.
    struct Hidden {
        let key: [UInt8]
        let digest: OCISpecification.Digest
        let nonce: [UInt8]?

        init(parsing bytes: [UInt8]) throws(Fault) {
            let value = try LayerSecret.value(bytes, "what its key is kept in")
            guard let key = value["symkey"]?.stringValue.flatMap({ Base64.decode($0) }), key.count == LayerCipher.keySize else {
                throw Fault(what: "its key does not have \(LayerCipher.keySize) bytes")
            }
            guard let digest = value["digest"]?.stringValue.flatMap({ OCISpecification.Digest($0) }) else {
                throw Fault(what: "the digest of what it holds is missing beside its key")
            }
            self.key = key
            self.digest = digest
            nonce = try LayerSecret.nonce(value)
        }
    }

    private static func value(_ bytes: [UInt8], _ what: String) throws(Fault) -> JSONValue {
        let value: JSONValue
        do throws(JSONError) { value = try JSONValue(parsing: bytes) } catch {
            throw Fault(what: "\(what) is not JSON: \(error.description)")
        }
        guard value.objectValue != nil else { throw Fault(what: "\(what) is \(value.kindName), not an object") }
        return value
    }

    private static func nonce(_ value: JSONValue) throws(Fault) -> [UInt8]? {
        guard let text = value["cipheroptions"]?["nonce"] else { return nil }
        guard let nonce = text.stringValue.flatMap({ Base64.decode($0) }), nonce.count == LayerCipher.nonceSize else {
            throw Fault(what: "the nonce of its cipher does not have \(LayerCipher.nonceSize) bytes")
        }
        return nonce
    }
}
