internal import Crypto
internal import CryptoExtras

/// How the key of a message gets to those who may read it: the algorithms of RFC 7518 that layers are encrypted with.
enum KeyWrapping: String, Hashable, Sendable {
    case oaep = "RSA-OAEP"
    case oaep256 = "RSA-OAEP-256"
    case agreement128 = "ECDH-ES+A128KW"
    case agreement192 = "ECDH-ES+A192KW"
    case agreement256 = "ECDH-ES+A256KW"

    struct Refused: Error {}

    /// Bytes of the key that wraps, where one is agreed upon.
    private var wrappingSize: Int? {
        switch self {
        case .oaep, .oaep256: nil
        case .agreement128: 16
        case .agreement192: 24
        case .agreement256: 32
        }
    }

    private var padding: _RSA.Encryption.Padding { self == .oaep256 ? .PKCS1_OAEP_SHA256 : .PKCS1_OAEP }

    // MARK: RSA

    /// - Parameter der: the public key.
    func wrap(_ key: [UInt8], rsa der: [UInt8]) throws(Refused) -> [UInt8] {
        do { return Array(try _RSA.Encryption.PublicKey(unsafeDERRepresentation: der).encrypt(key, padding: padding)) } catch {
            throw Refused()
        }
    }

    /// - Parameter der: the private key.
    func unwrap(_ wrapped: [UInt8], rsa der: [UInt8]) throws(Refused) -> [UInt8] {
        guard wrappingSize == nil else { throw Refused() }
        do { return Array(try _RSA.Encryption.PrivateKey(unsafeDERRepresentation: der).decrypt(wrapped, padding: padding)) } catch {
            throw Refused()
        }
    }

    // MARK: Elliptic curves

    /// What is agreed upon by a private and a public key wraps the key (RFC 3394).
    func wrap(_ key: [UInt8], _ curve: EllipticCurve, scalar: [UInt8], point: [UInt8]) throws(Refused) -> [UInt8] {
        do {
            let wrapping = try wrappingKey(try curve.agreement(scalar, point), [], [])
            return Array(try AES.KeyWrap.wrap(SymmetricKey(data: key), using: wrapping))
        } catch { throw Refused() }
    }

    func unwrap(
        _ wrapped: [UInt8], _ curve: EllipticCurve, scalar: [UInt8], point: [UInt8], sender: [UInt8], receiver: [UInt8]
    ) throws(Refused) -> [UInt8] {
        do {
            let wrapping = try wrappingKey(try curve.agreement(scalar, point), sender, receiver)
            return unsafe try AES.KeyWrap.unwrap(wrapped, using: wrapping).withUnsafeBytes { unsafe Array($0) }
        } catch { throw Refused() }
    }

    /// The Concat KDF of NIST SP 800-56A with SHA-256, as RFC 7518, section 4.6.2, uses it: one round is enough for these sizes.
    func derivedKey(_ agreed: [UInt8], sender: [UInt8], receiver: [UInt8], algorithm: String, size: Int) -> [UInt8] {
        func word(_ number: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) } }
        var input = word(1) + agreed
        for part in [Array(algorithm.utf8), sender, receiver] { input += word(part.count) + part }
        input += word(size * 8)
        return Array(SHA256.hash(data: input).prefix(size))
    }

    private func wrappingKey(_ agreed: [UInt8], _ sender: [UInt8], _ receiver: [UInt8]) throws(Refused) -> SymmetricKey {
        guard let size = wrappingSize else { throw Refused() }
        return SymmetricKey(data: derivedKey(agreed, sender: sender, receiver: receiver, algorithm: rawValue, size: size))
    }
}
