internal import Crypto
internal import CryptoExtras
internal import Linux
internal import X509

/// A key that signatures of sigstore are checked with: ECDSA on P-256, P-384 or P-521, RSA or Ed25519, with SHA-256 as
/// sigstore has it for all of them.
public struct SigstorePublicKey: Sendable {
    private enum Kind: Sendable {
        case p256(P256.Signing.PublicKey)
        case p384(P384.Signing.PublicKey)
        case p521(P521.Signing.PublicKey)
        case rsa(_RSA.Signing.PublicKey)
        case ed25519(Curve25519.Signing.PublicKey)
    }
    private let kind: Kind

    public static func read(_ path: String) throws(TrustError) -> [SigstorePublicKey] {
        let bytes: [UInt8]
        do throws(SystemCallError) { bytes = try readFile(path, limit: 1 << 20) } catch {
            throw refusal(path, error.errno.words)
        }
        return try parse(bytes, of: path)
    }

    /// All keys of a text in PEM form.
    public static func parse(_ bytes: [UInt8], of place: String) throws(TrustError) -> [SigstorePublicKey] {
        guard let blocks = PEMText.blocks(bytes), !blocks.isEmpty else { throw refusal(place, "it is not in PEM form") }
        var keys: [SigstorePublicKey] = []
        for block in blocks {
            guard block.label == "PUBLIC KEY" else { throw refusal(place, "it holds a \(visible(block.label)), not a PUBLIC KEY") }
            guard let key = SigstorePublicKey(der: block.bytes) else {
                throw refusal(place, "its kind of key is not supported (ECDSA P-256, P-384, P-521, RSA and Ed25519 are)")
            }
            keys.append(key)
        }
        return keys
    }

    /// - Parameter der: SubjectPublicKeyInfo of RFC 5280.
    init?(der: [UInt8]) {
        // Each constructor refuses the keys of the others; one that all of them refuse is told by the caller.
        if der.count == 44, der.starts(with: Self.edwards), let key = try? Curve25519.Signing.PublicKey(rawRepresentation: der[12...]) {
            kind = .ed25519(key)
        } else if let key = try? P256.Signing.PublicKey(derRepresentation: der) {
            kind = .p256(key)
        } else if let key = try? P384.Signing.PublicKey(derRepresentation: der) {
            kind = .p384(key)
        } else if let key = try? P521.Signing.PublicKey(derRepresentation: der) {
            kind = .p521(key)
        } else if let key = try? _RSA.Signing.PublicKey(derRepresentation: der) {
            kind = .rsa(key)
        } else {
            return nil
        }
    }

    init(_ key: P256.Signing.PublicKey) { kind = .p256(key) }

    /// The key of a certificate.
    init?(_ key: Certificate.PublicKey) {
        if let key = P256.Signing.PublicKey(key) {
            kind = .p256(key)
        } else if let key = P384.Signing.PublicKey(key) {
            kind = .p384(key)
        } else if let key = P521.Signing.PublicKey(key) {
            kind = .p521(key)
        } else if let key = _RSA.Signing.PublicKey(key) {
            kind = .rsa(key)
        } else if let key = Curve25519.Signing.PublicKey(key) {
            kind = .ed25519(key)
        } else {
            return nil
        }
    }

    private static let edwards: [UInt8] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00]

    /// SubjectPublicKeyInfo of RFC 5280.
    var der: [UInt8] {
        switch kind {
        case .p256(let key): Array(key.derRepresentation)
        case .p384(let key): Array(key.derRepresentation)
        case .p521(let key): Array(key.derRepresentation)
        case .rsa(let key): Array(key.derRepresentation)
        case .ed25519(let key): Self.edwards + Array(key.rawRepresentation)
        }
    }

    /// Whether it is of the kind that logs sign with.
    var isElliptic: Bool {
        switch kind {
        case .p256, .p384, .p521: true
        case .rsa, .ed25519: false
        }
    }

    func verifies(_ signature: [UInt8], of payload: [UInt8]) -> Bool {
        let digest = SHA256.hash(data: payload)
        // Bytes that are no signature at all verify nothing.
        switch kind {
        case .p256(let key):
            guard let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: digest)
        case .p384(let key):
            guard let signature = try? P384.Signing.ECDSASignature(derRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: digest)
        case .p521(let key):
            guard let signature = try? P521.Signing.ECDSASignature(derRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: digest)
        case .rsa(let key):
            return key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: digest, padding: .insecurePKCS1v1_5)
        case .ed25519(let key): return key.isValidSignature(signature, for: payload)
        }
    }

    private static func refusal(_ path: String, _ cause: String) -> TrustError {
        TrustError(.configuration, doing: "read the public key", subject: path, cause: cause)
    }
}
