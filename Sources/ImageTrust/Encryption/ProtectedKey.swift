internal import Crypto
internal import CryptoExtras
internal import SwiftASN1

/// The bytes of a private key out of its file: in PEM or DER, under a passphrase or not.
enum ProtectedKey {
    private static let labels = ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"]

    static func der(_ bytes: [UInt8], passphrase: [UInt8]?, of path: String) throws(TrustError) -> [UInt8] {
        guard bytes.starts(with: Array("-----BEGIN ".utf8)) || bytes.contains(Array("\n-----BEGIN ".utf8)) else { return bytes }
        let (text, header) = withoutHeaders(bytes)
        guard let blocks = PEMText.blocks(text) else { throw OpeningKey.refusal(path, "its PEM form is broken") }
        for block in blocks {
            if block.label == "ENCRYPTED PRIVATE KEY" {
                return try open(path, passphrase) { try EncryptedKeyInfo(parsing: block.bytes).opened($0) }
            }
            guard labels.contains(block.label) else { continue }
            guard let header else { return block.bytes }
            return try open(path, passphrase) { try opened(block.bytes, header, $0) }
        }
        throw OpeningKey.refusal(path, "it holds \(blocks.isEmpty ? "nothing" : "a \(visible(blocks[0].label))"), not a PRIVATE KEY")
    }

    enum Fault: Error {
        case unsupported(String)
        case wrongPassphrase
    }

    private static func open(
        _ path: String, _ passphrase: [UInt8]?, _ body: ([UInt8]) throws -> [UInt8]
    ) throws(TrustError) -> [UInt8] {
        let advice = "Write FILE:PASSPHRASE, FILE:file=FILE or FILE:fd=NUMBER"
        guard let passphrase else { throw OpeningKey.refusal(path, "it is protected by a passphrase, and none is given", advice) }
        do { return try body(passphrase) } catch {
            switch error {
            case Fault.unsupported(let what): throw OpeningKey.refusal(path, what)
            case Fault.wrongPassphrase: throw OpeningKey.refusal(path, "the passphrase does not open it", advice)
            default: throw OpeningKey.refusal(path, "its form is broken (\(error))")
            }
        }
    }

    // MARK: The older form, in the headers of PEM (RFC 1421)

    /// The text without its headers, and the value of `DEK-Info`.
    private static func withoutHeaders(_ bytes: [UInt8]) -> (text: [UInt8], cipher: String?) {
        var text: [UInt8] = []
        var cipher: String?
        for line in bytes.split(separator: 10) {
            guard !line.starts(with: Array("-----".utf8)), let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
                text += line + [10]
                continue
            }
            if line.starts(with: Array("DEK-Info:".utf8)) {
                cipher = String(decoding: line[(colon + 1)...].filter { $0 > 32 }, as: UTF8.self)
            }
        }
        return (text, cipher)
    }

    private static func opened(_ bytes: [UInt8], _ header: String, _ passphrase: [UInt8]) throws -> [UInt8] {
        let parts = header.split(separator: ",", maxSplits: 1).map(String.init)
        let sizes = ["AES-128-CBC": 16, "AES-192-CBC": 24, "AES-256-CBC": 32]
        guard let size = sizes[parts[0].uppercased()] else {
            throw Fault.unsupported("its cipher \(visible(parts[0])) is not supported (AES-CBC is)")
        }
        let iv = parts.count == 2 ? hexadecimal(parts[1]) : nil
        guard let iv, iv.count == 16 else { throw Fault.unsupported("its DEK-Info is broken") }
        // OpenSSL's derivation for this form: MD5 again and again over passphrase and salt.
        var key: [UInt8] = []
        var last: [UInt8] = []
        while key.count < size {
            last = Array(Insecure.MD5.hash(data: last + passphrase + iv.prefix(8)))
            key += last
        }
        return try decrypted(bytes, key: Array(key.prefix(size)), iv: iv)
    }

    /// AES-CBC. A wrong key shows in the padding, or in what comes out.
    static func decrypted(_ bytes: [UInt8], key: [UInt8], iv: [UInt8]) throws -> [UInt8] {
        do {
            let plain = Array(try AES._CBC.decrypt(bytes, using: SymmetricKey(data: key), iv: AES._CBC.IV(ivBytes: iv)))
            guard plain.first == 0x30 else { throw Fault.wrongPassphrase }
            return plain
        } catch { throw Fault.wrongPassphrase }
    }

    private static func hexadecimal(_ text: String) -> [UInt8]? {
        let digits = text.utf8.compactMap { UInt8(String(UnicodeScalar($0)), radix: 16) }
        guard digits.count == text.utf8.count, digits.count % 2 == 0 else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}

/// A private key in PKCS #8 under a passphrase: PBES2 with PBKDF2 and AES-CBC, as openssl writes it.
struct EncryptedKeyInfo {
    private var salt: [UInt8] = []
    private var rounds = 0
    private var hash = KDF.Insecure.PBKDF2.HashFunction.insecureSHA1
    private var size = 0
    private var iv: [UInt8] = []
    private let bytes: [UInt8]

    init(parsing der: [UInt8]) throws {
        let whole = try Self.children(DER.parse(der), atLeast: 2)
        let scheme = try Self.children(whole[0], atLeast: 2)
        try Self.expect("1.2.840.113549.1.5.13", scheme[0], "PBES2")
        bytes = Array(try ASN1OctetString(derEncoded: whole[1]).bytes)
        let parts = try Self.children(scheme[1], atLeast: 2)
        let derivation = try Self.children(parts[0], atLeast: 2)
        try Self.expect("1.2.840.113549.1.5.12", derivation[0], "PBKDF2")
        let parameters = try Self.children(derivation[1], atLeast: 2)
        salt = Array(try ASN1OctetString(derEncoded: parameters[0]).bytes)
        rounds = try Int(derEncoded: parameters[1])
        if let last = parameters.last, last.identifier == .sequence {
            let name = try ASN1ObjectIdentifier(derEncoded: Self.children(last, atLeast: 1)[0]).description
            let known: [String: KDF.Insecure.PBKDF2.HashFunction] = [
                "1.2.840.113549.2.7": .insecureSHA1, "1.2.840.113549.2.9": .sha256, "1.2.840.113549.2.10": .sha384,
                "1.2.840.113549.2.11": .sha512,
            ]
            guard let function = known[name] else {
                throw ProtectedKey.Fault.unsupported("the derivation of its key by \(name) is not supported")
            }
            hash = function
        }
        let cipher = try Self.children(parts[1], atLeast: 2)
        let sizes = ["2.16.840.1.101.3.4.1.2": 16, "2.16.840.1.101.3.4.1.22": 24, "2.16.840.1.101.3.4.1.42": 32]
        let name = try ASN1ObjectIdentifier(derEncoded: cipher[0]).description
        guard let known = sizes[name] else { throw ProtectedKey.Fault.unsupported("its cipher \(name) is not supported (AES-CBC is)") }
        size = known
        iv = Array(try ASN1OctetString(derEncoded: cipher[1]).bytes)
        // What a file may make us spend is bounded.
        guard iv.count == 16, salt.count <= 1024, (1...20_000_000).contains(rounds) else {
            throw ProtectedKey.Fault.unsupported("the parameters of its key derivation are not usable")
        }
    }

    func opened(_ passphrase: [UInt8]) throws -> [UInt8] {
        let key = try KDF.Insecure.PBKDF2.deriveKey(
            from: passphrase, salt: salt, using: hash, outputByteCount: size, unsafeUncheckedRounds: rounds)
        return try ProtectedKey.decrypted(bytes, key: unsafe key.withUnsafeBytes { unsafe Array($0) }, iv: iv)
    }

    private static func children(_ node: ASN1Node, atLeast count: Int) throws -> [ASN1Node] {
        guard case .constructed(let nodes) = node.content else { throw ProtectedKey.Fault.unsupported("its form is broken") }
        let found = Array(nodes)
        guard found.count >= count else { throw ProtectedKey.Fault.unsupported("its form is broken") }
        return found
    }

    private static func expect(_ identifier: String, _ node: ASN1Node, _ name: String) throws {
        let found = try ASN1ObjectIdentifier(derEncoded: node).description
        guard found == identifier else { throw ProtectedKey.Fault.unsupported("it is protected by \(found); only \(name) is supported") }
    }
}
