internal import Crypto

/// The curves of NIST that keys of layers are agreed upon, with keys as plain bytes: points as X and Y, scalars.
enum EllipticCurve: String, Hashable, Sendable, CaseIterable {
    case p256 = "P-256"
    case p384 = "P-384"
    case p521 = "P-521"

    struct Refused: Error {}

    /// Bytes of a coordinate or a scalar.
    var size: Int {
        switch self {
        case .p256: 32
        case .p384: 48
        case .p521: 66
        }
    }

    /// The point of a SubjectPublicKeyInfo (RFC 5280); nil when it is no key of this curve.
    func point(der: [UInt8]) -> [UInt8]? {
        switch self {
        case .p256: (try? P256.KeyAgreement.PublicKey(derRepresentation: der)).map { Array($0.rawRepresentation) }
        case .p384: (try? P384.KeyAgreement.PublicKey(derRepresentation: der)).map { Array($0.rawRepresentation) }
        case .p521: (try? P521.KeyAgreement.PublicKey(derRepresentation: der)).map { Array($0.rawRepresentation) }
        }
    }

    /// Whether X and Y are a point of the curve.
    func isPoint(_ point: [UInt8]) -> Bool {
        switch self {
        case .p256: (try? P256.KeyAgreement.PublicKey(rawRepresentation: point)) != nil
        case .p384: (try? P384.KeyAgreement.PublicKey(rawRepresentation: point)) != nil
        case .p521: (try? P521.KeyAgreement.PublicKey(rawRepresentation: point)) != nil
        }
    }

    /// The scalar of a private key in PKCS #8 or SEC 1; nil when it is none of this curve.
    func scalar(der: [UInt8]) -> [UInt8]? {
        switch self {
        case .p256: (try? P256.KeyAgreement.PrivateKey(derRepresentation: der)).map { Array($0.rawRepresentation) }
        case .p384: (try? P384.KeyAgreement.PrivateKey(derRepresentation: der)).map { Array($0.rawRepresentation) }
        case .p521: (try? P521.KeyAgreement.PrivateKey(derRepresentation: der)).map { Array($0.rawRepresentation) }
        }
    }

    func isScalar(_ scalar: [UInt8]) -> Bool {
        switch self {
        case .p256: (try? P256.KeyAgreement.PrivateKey(rawRepresentation: scalar)) != nil
        case .p384: (try? P384.KeyAgreement.PrivateKey(rawRepresentation: scalar)) != nil
        case .p521: (try? P521.KeyAgreement.PrivateKey(rawRepresentation: scalar)) != nil
        }
    }

    /// A new pair of keys, for one message.
    func newPair() -> (scalar: [UInt8], point: [UInt8]) {
        switch self {
        case .p256:
            let key = P256.KeyAgreement.PrivateKey()
            return (Array(key.rawRepresentation), Array(key.publicKey.rawRepresentation))
        case .p384:
            let key = P384.KeyAgreement.PrivateKey()
            return (Array(key.rawRepresentation), Array(key.publicKey.rawRepresentation))
        case .p521:
            let key = P521.KeyAgreement.PrivateKey()
            return (Array(key.rawRepresentation), Array(key.publicKey.rawRepresentation))
        }
    }

    /// What both sides know: the X of the product.
    func agreement(_ scalar: [UInt8], _ point: [UInt8]) throws(Refused) -> [UInt8] {
        do {
            switch self {
            case .p256:
                let key = try P256.KeyAgreement.PrivateKey(rawRepresentation: scalar)
                return Self.bytes(try key.sharedSecretFromKeyAgreement(with: P256.KeyAgreement.PublicKey(rawRepresentation: point)))
            case .p384:
                let key = try P384.KeyAgreement.PrivateKey(rawRepresentation: scalar)
                return Self.bytes(try key.sharedSecretFromKeyAgreement(with: P384.KeyAgreement.PublicKey(rawRepresentation: point)))
            case .p521:
                let key = try P521.KeyAgreement.PrivateKey(rawRepresentation: scalar)
                return Self.bytes(try key.sharedSecretFromKeyAgreement(with: P521.KeyAgreement.PublicKey(rawRepresentation: point)))
            }
        } catch { throw Refused() }
    }

    private static func bytes(_ secret: SharedSecret) -> [UInt8] { unsafe secret.withUnsafeBytes { unsafe Array($0) } }
}
