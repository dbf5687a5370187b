internal import Crypto
internal import CryptoExtras

/// Encrypts or decrypts the bytes of a layer as they pass: AES-256 in counter mode, with an HMAC by SHA-256 over what is encrypted.
public struct LayerCipher {
    static let name = "AES_256_CTR_HMAC_SHA256"
    static let keySize = 32
    static let nonceSize = 16

    private let key: SymmetricKey
    private let nonce: [UInt8]
    private var code: HMAC<SHA256>
    private var offset: UInt64 = 0

    /// - Parameters:
    ///   - key: 32 bytes.
    ///   - nonce: 16 bytes, the first value of the counter.
    init(key: [UInt8], nonce: [UInt8]) {
        precondition(key.count == Self.keySize && nonce.count == Self.nonceSize)
        self.key = SymmetricKey(data: key)
        self.nonce = nonce
        code = HMAC(key: self.key)
    }

    public mutating func encrypt(_ bytes: [UInt8]) -> [UInt8] {
        let made = passed(bytes)
        code.update(data: made)
        return made
    }

    public mutating func decrypt(_ bytes: [UInt8]) -> [UInt8] {
        code.update(data: bytes)
        return passed(bytes)
    }

    /// The code of everything that was encrypted.
    var authenticationCode: [UInt8] { Array(code.finalize()) }

    /// Whether everything that was decrypted has this code.
    func isAuthentic(_ expected: [UInt8]) -> Bool {
        // In a time that does not depend on where they differ.
        let found = authenticationCode
        guard found.count == expected.count else { return false }
        return zip(found, expected).reduce(UInt8(0)) { $0 | $1.0 ^ $1.1 } == 0
    }

    private mutating func passed(_ bytes: [UInt8]) -> [UInt8] {
        if bytes.isEmpty { return [] }
        // The library begins with whole blocks: what is missing of the first one is put before.
        let before = Int(offset % 16)
        let input = before == 0 ? bytes : [UInt8](repeating: 0, count: before) + bytes
        guard let start = try? AES._CTR.Nonce(nonceBytes: Self.advanced(nonce, by: offset / 16)),
            let made = try? AES._CTR.encrypt(input, using: key, nonce: start)
        else { preconditionFailure("sizes of key and counter are checked") }
        offset += UInt64(bytes.count)
        return Array(made.dropFirst(before))
    }

    /// The counter some blocks further on: a number of 128 bits, highest byte first, that wraps around.
    static func advanced(_ nonce: [UInt8], by blocks: UInt64) -> [UInt8] {
        var counter = nonce
        var carry = blocks
        for place in counter.indices.reversed() where carry > 0 {
            let sum = UInt64(counter[place]) + (carry & 0xff)
            counter[place] = UInt8(truncatingIfNeeded: sum)
            carry = (carry >> 8) + (sum >> 8)
        }
        return counter
    }
}
