internal import CryptoExtras
internal import Linux

/// A private key that opens encrypted layers: RSA, or a curve of NIST.
public struct OpeningKey: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// DER of the key.
        case rsa([UInt8])
        case elliptic(EllipticCurve, scalar: [UInt8])
    }
    let kind: Kind

    /// Reads what `--decryption-key` names: `FILE`, or `FILE:PASSPHRASE`, where the passphrase may be `pass=TEXT`, `file=FILE` or `fd=N`.
    public static func read(_ word: String) throws(TrustError) -> OpeningKey {
        for scheme in ["pkcs11:", "provider:"] where word.hasPrefix(scheme) {
            throw TrustError(
                .unsupported, doing: "use the decryption key", subject: visible(word),
                cause: "keys of the kind \(scheme) are not supported",
                advice: "Give the file of an RSA or EC private key")
        }
        var path = word
        var passphrase: [UInt8]?
        if let colon = word.utf8.firstIndex(of: UInt8(ascii: ":")) {
            path = String(word[..<colon])
            passphrase = try Self.passphrase(String(word[word.utf8.index(after: colon)...]))
        }
        let bytes: [UInt8]
        do throws(SystemCallError) { bytes = try readFile(path, limit: 1 << 20) } catch { throw refusal(path, error.errno.words) }
        return try OpeningKey(parsing: bytes, passphrase: passphrase, of: path)
    }

    private static func passphrase(_ word: String) throws(TrustError) -> [UInt8] {
        func value(_ name: String) -> String? { word.hasPrefix(name) ? String(word.dropFirst(name.count)) : nil }
        if let text = value("pass=") { return Array(text.utf8) }
        var path = value("file=")
        if let text = value("fd=") {
            guard let number = UInt16(text) else { throw refusal("fd=\(visible(text))", "it is no number of a descriptor") }
            path = "/proc/self/fd/\(number)"
        }
        guard let path else { return Array(word.utf8) }
        do throws(SystemCallError) {
            var bytes = try readFile(path, limit: 1 << 16)
            while let last = bytes.last, last == 10 || last == 13 { bytes.removeLast() }
            return bytes
        } catch {
            throw TrustError(.configuration, doing: "read the passphrase", subject: path, cause: error.errno.words)
        }
    }

    /// - Parameter bytes: PKCS #8, PKCS #1 or SEC 1 in PEM or DER, or a key in JSON (RFC 7517).
    init(parsing bytes: [UInt8], passphrase: [UInt8]?, of path: String) throws(TrustError) {
        if bytes.first(where: { ![9, 10, 13, 32].contains($0) }) == UInt8(ascii: "{") {
            guard let kind = try JSONWebKey(parsing: bytes, of: path).opening else {
                throw Self.refusal(path, "it is no private key in JSON that is supported (RSA and EC P-256, P-384 and P-521 are)")
            }
            self.kind = kind
            return
        }
        guard let kind = Self.kind(try ProtectedKey.der(bytes, passphrase: passphrase, of: path)) else {
            throw Self.refusal(path, "it is no private key that is supported (RSA, EC P-256, P-384 and P-521 are)")
        }
        self.kind = kind
    }

    private static func kind(_ der: [UInt8]) -> Kind? {
        for curve in EllipticCurve.allCases {
            if let scalar = curve.scalar(der: der) { return .elliptic(curve, scalar: scalar) }
        }
        // What the library refuses is told by the caller.
        return (try? _RSA.Encryption.PrivateKey(unsafeDERRepresentation: der)).map { .rsa(Array($0.derRepresentation)) }
    }

    static func refusal(_ path: String, _ cause: String, _ advice: String = "") -> TrustError {
        TrustError(.configuration, doing: "read the private key", subject: path, cause: cause, advice: advice)
    }
}
