internal import Crypto

/// The hash of bytes in the digits of a digest.
enum ContentHash {
    /// Nil for an algorithm that is not known.
    static func hex(of bytes: [UInt8], algorithm: String) -> String? {
        switch algorithm {
        case "sha256": hex(SHA256.hash(data: bytes))
        case "sha512": hex(SHA512.hash(data: bytes))
        default: nil
        }
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
