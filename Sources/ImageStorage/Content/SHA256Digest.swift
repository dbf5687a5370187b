internal import Crypto
public import OCISpecification

/// Computes the digest of bytes as they pass. This file is the one door to the cryptography library.
public struct DigestStream: Sendable {
    private var sha256: SHA256?
    private var sha512: SHA512?
    /// Bytes seen so far.
    public private(set) var count: Int64 = 0

    /// - Parameter algorithm: `sha256` or `sha512`; others are nil.
    public init?(algorithm: String) {
        switch algorithm {
        case "sha256": sha256 = SHA256()
        case "sha512": sha512 = SHA512()
        default: return nil
        }
    }

    public init() { sha256 = SHA256() }

    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        count += Int64(bytes.count)
        unsafe sha256?.update(bufferPointer: bytes)
        unsafe sha512?.update(bufferPointer: bytes)
    }

    public mutating func update(_ bytes: [UInt8]) { unsafe bytes.withUnsafeBytes { unsafe update($0) } }

    /// The digest of what was seen; more may follow.
    public func digest() -> OCISpecification.Digest {
        if let sha512 { return Self.digest("sha512", sha512.finalize()) }
        return Self.digest("sha256", (sha256 ?? SHA256()).finalize())
    }

    public static func digest(of bytes: [UInt8]) -> OCISpecification.Digest {
        var stream = DigestStream()
        stream.update(bytes)
        return stream.digest()
    }

    private static func digest(_ algorithm: String, _ bytes: some Sequence<UInt8>) -> OCISpecification.Digest {
        let digits = Array("0123456789abcdef".utf8)
        var hex: [UInt8] = []
        hex.reserveCapacity(128)
        for byte in bytes {
            hex.append(digits[Int(byte >> 4)])
            hex.append(digits[Int(byte & 15)])
        }
        return OCISpecification.Digest(algorithm: algorithm, hex: String(decoding: hex, as: UTF8.self))
    }
}
