/// The user and the password of an `Authorization` header.
struct BasicCredentials: Hashable, Sendable {
    let user: String
    let password: String

    /// Nil for another scheme, and for what cannot be decoded.
    init?(_ header: String) {
        guard header.utf8.count > 6, header.prefix(6).lowercased() == "basic " else { return nil }
        guard let bytes = Self.decoded(trimmed(header.dropFirst(6))), let colon = bytes.firstIndex(of: 0x3a),
            let user = String(validating: bytes[..<colon], as: UTF8.self),
            let password = String(validating: bytes[(colon + 1)...], as: UTF8.self)
        else { return nil }
        self.user = user
        self.password = password
    }

    private static func decoded(_ text: Substring) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        var body = Array(text.utf8)
        while body.last == 0x3d { body.removeLast() }
        for byte in body {
            let value: UInt8
            switch byte {
            case 0x41...0x5a: value = byte - 0x41
            case 0x61...0x7a: value = byte - 0x61 + 26
            case 0x30...0x39: value = byte - 0x30 + 52
            case 0x2b: value = 62
            case 0x2f: value = 63
            default: return nil
            }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }
}
