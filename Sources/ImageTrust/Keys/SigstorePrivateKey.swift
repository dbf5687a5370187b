internal import Crypto
internal import CryptoExtras
internal import JSONText
internal import Linux

/// A private key as cosign keeps it: ECDSA P-256, encrypted with a passphrase.
public struct SigstorePrivateKey: Sendable {
    private let key: P256.Signing.PrivateKey

    /// Older tools know only this one of the two that there are.
    static let label = "ENCRYPTED COSIGN PRIVATE KEY"
    private static let labels = [label, "ENCRYPTED SIGSTORE PRIVATE KEY"]

    /// A new key.
    public init() { key = P256.Signing.PrivateKey() }

    public static func read(_ path: String, passphrase: [UInt8]) throws(TrustError) -> SigstorePrivateKey {
        let bytes: [UInt8]
        do throws(SystemCallError) { bytes = try readFile(path, limit: 1 << 20) } catch {
            throw refusal(path, error.errno.words)
        }
        return try SigstorePrivateKey(parsing: bytes, passphrase: passphrase, of: path)
    }

    public init(parsing bytes: [UInt8], passphrase: [UInt8], of path: String) throws(TrustError) {
        guard let blocks = PEMText.blocks(bytes), blocks.count == 1, Self.labels.contains(blocks[0].label) else {
            throw Self.refusal(path, "it is no encrypted private key of cosign or sigstore")
        }
        let envelope: Envelope
        do throws(JSONError) { envelope = try JSON.decode(Envelope.self, from: blocks[0].bytes) } catch {
            throw Self.refusal(path, error.description)
        }
        let plain = try envelope.opened(passphrase, path)
        // What it says is in the terms of ASN.1: there is one kind of key, and this is none.
        guard let key = try? P256.Signing.PrivateKey(derRepresentation: plain) else {
            throw Self.refusal(path, "its kind of key is not supported (ECDSA P-256 is)")
        }
        self.key = key
    }

    public func sign(_ payload: [UInt8]) throws(TrustError) -> [UInt8] {
        do { return Array(try key.signature(for: SHA256.hash(data: payload)).derRepresentation) } catch {
            throw TrustError(.configuration, doing: "sign with", subject: "the private key", cause: "\(error)")
        }
    }

    public var publicKey: SigstorePublicKey { SigstorePublicKey(key.publicKey) }
    public var publicText: String { key.publicKey.pemRepresentation + "\n" }

    /// The key as it is kept.
    public func encrypted(passphrase: [UInt8]) throws(TrustError) -> String {
        var random = SystemRandomNumberGenerator()
        func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) } }
        let (salt, nonce) = (bytes(32), bytes(24))
        let envelope = Envelope(
            kdf: Envelope.Derivation(
                name: "scrypt", params: Envelope.Parameters(N: 65536, r: 8, p: 1), salt: Base64.encode(salt)),
            cipher: Envelope.Cipher(name: "nacl/secretbox", nonce: Base64.encode(nonce)), ciphertext: "")
        let box = SecretBox(key: try envelope.key(passphrase, "the private key"), nonce: nonce)
        var whole = envelope
        whole.ciphertext = Base64.encode(box.seal(Array(key.derRepresentation)))
        do throws(JSONError) { return PEMText.text(Self.label, try JSON.encode(whole)) } catch {
            throw Self.refusal("the private key", error.description)
        }
    }

    /// cosign's JSON around the encrypted bytes.
    private struct Envelope: Codable {
        struct Parameters: Codable {
            var N: Int
            var r: Int
            var p: Int
        }
        struct Derivation: Codable {
            var name: String
            var params: Parameters
            var salt: String
        }
        struct Cipher: Codable {
            var name: String
            var nonce: String
        }
        var kdf: Derivation
        var cipher: Cipher
        var ciphertext: String

        func key(_ passphrase: [UInt8], _ path: String) throws(TrustError) -> [UInt8] {
            guard kdf.name == "scrypt" else { throw refusal(path, "the key derivation \(visible(kdf.name)) is not supported (scrypt is)") }
            guard let salt = Base64.decode(kdf.salt), salt.count <= 1024 else { throw refusal(path, "its salt is not usable") }
            let parameters = kdf.params
            // What a file may make us spend is bounded: at most 256 MiB.
            guard (2...(1 << 18)).contains(parameters.N), parameters.N & (parameters.N - 1) == 0, (1...8).contains(parameters.r),
                (1...4).contains(parameters.p)
            else { throw refusal(path, "the parameters of its key derivation are not usable") }
            do {
                let key = try KDF.Scrypt.deriveKey(
                    from: passphrase, salt: salt, outputByteCount: 32, rounds: parameters.N, blockSize: parameters.r,
                    parallelism: parameters.p, maxMemory: 1 << 29)
                return unsafe key.withUnsafeBytes { unsafe Array($0) }
            } catch { throw refusal(path, "its key cannot be derived (\(error))") }
        }

        func opened(_ passphrase: [UInt8], _ path: String) throws(TrustError) -> [UInt8] {
            guard cipher.name == "nacl/secretbox" else {
                throw refusal(path, "the cipher \(visible(cipher.name)) is not supported (nacl/secretbox is)")
            }
            guard let nonce = Base64.decode(cipher.nonce), nonce.count == 24, let box = Base64.decode(ciphertext) else {
                throw refusal(path, "its nonce or its bytes are not usable")
            }
            guard let plain = SecretBox(key: try key(passphrase, path), nonce: nonce).open(box) else {
                throw TrustError(
                    .configuration, doing: "read the private key", subject: path, cause: "the passphrase does not open it",
                    advice: "Give the right one with --sign-passphrase-file, or in COSIGN_PASSWORD")
            }
            return plain
        }
    }

    private static func refusal(_ path: String, _ cause: String) -> TrustError {
        TrustError(.configuration, doing: "read the private key", subject: path, cause: cause)
    }
}
