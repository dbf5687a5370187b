internal import CryptoExtras
internal import JSONText
internal import Linux

/// The public key of one who may read layers: RSA, or a curve of NIST.
public struct RecipientKey: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// DER of the key.
        case rsa([UInt8])
        case elliptic(EllipticCurve, point: [UInt8])
    }
    let kind: Kind
    /// What a key in JSON asks to be used with.
    var wrapping: KeyWrapping?

    init(_ kind: Kind) { self.kind = kind }

    /// Reads what `--encryption-key` names: `jwe:FILE`.
    public static func read(_ word: String) throws(TrustError) -> RecipientKey {
        func refusal(_ code: TrustError.Code, _ cause: String, _ advice: String = "") -> TrustError {
            TrustError(code, doing: "use the encryption key", subject: visible(word), cause: cause, advice: advice)
        }
        guard let colon = word.utf8.firstIndex(of: UInt8(ascii: ":")) else {
            throw refusal(.configuration, "it does not say what kind of key it is", "Write jwe:FILE, with the file of a public key")
        }
        let (scheme, path) = (String(word[..<colon]), String(word[word.utf8.index(after: colon)...]))
        switch scheme {
        case "jwe": break
        case "pgp", "pkcs7", "pkcs11", "provider":
            throw refusal(.unsupported, "keys of the kind \(scheme): are not supported", "Use jwe: with an RSA or EC public key")
        default: throw refusal(.configuration, "\(visible(scheme)): is no kind of key", "Write jwe:FILE, with the file of a public key")
        }
        let bytes: [UInt8]
        do throws(SystemCallError) { bytes = try readFile(path, limit: 1 << 20) } catch {
            throw refusal(.configuration, "it cannot be read: \(error.errno.words)")
        }
        return try RecipientKey(parsing: bytes, of: path)
    }

    /// - Parameter bytes: a SubjectPublicKeyInfo in PEM or DER, or a key in JSON (RFC 7517).
    init(parsing bytes: [UInt8], of path: String) throws(TrustError) {
        if bytes.first(where: { ![9, 10, 13, 32].contains($0) }) == UInt8(ascii: "{") {
            self = try JSONWebKey(parsing: bytes, of: path).recipient(of: path)
            return
        }
        var der = bytes
        if let blocks = PEMText.blocks(bytes), !blocks.isEmpty {
            guard let block = blocks.first(where: { ["PUBLIC KEY", "RSA PUBLIC KEY"].contains($0.label) }) else {
                throw Self.refusal(path, "it holds a \(visible(blocks[0].label)), not a PUBLIC KEY")
            }
            der = block.bytes
        }
        for curve in EllipticCurve.allCases {
            if let point = curve.point(der: der) {
                kind = .elliptic(curve, point: point)
                return
            }
        }
        // The library refuses what is no key, and RSA of fewer than 2048 bits.
        guard let key = try? _RSA.Encryption.PublicKey(derRepresentation: der) else {
            throw Self.refusal(path, "it is no public key that is supported (RSA of 2048 bits and more, EC P-256, P-384 and P-521 are)")
        }
        kind = .rsa(Array(key.derRepresentation))
    }

    static func refusal(_ path: String, _ cause: String) -> TrustError {
        TrustError(.configuration, doing: "read the public key", subject: path, cause: cause)
    }
}
