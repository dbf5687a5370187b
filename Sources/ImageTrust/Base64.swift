/// Base64 as RFC 4648 writes it, for credentials, keys and signatures.
public enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var group: UInt32 = 0
        var held = 0
        for byte in bytes {
            group = group << 8 | UInt32(byte)
            held += 1
            if held == 3 {
                for shift in [18, 12, 6, 0] { text.append(alphabet[Int(group >> UInt32(shift) & 63)]) }
                group = 0
                held = 0
            }
        }
        if held == 1 {
            group <<= 16
            text += [alphabet[Int(group >> 18 & 63)], alphabet[Int(group >> 12 & 63)], 61, 61]
        } else if held == 2 {
            group <<= 8
            text += [
                alphabet[Int(group >> 18 & 63)], alphabet[Int(group >> 12 & 63)], alphabet[Int(group >> 6 & 63)], 61,
            ]
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes, or nil where the text is not Base64. Padding may be absent; both alphabets are read.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        var group: UInt32 = 0
        var bits: UInt32 = 0
        var padding = 0
        for character in text.utf8 {
            let value: UInt32
            switch character {
            case 65...90: value = UInt32(character - 65)
            case 97...122: value = UInt32(character - 71)
            case 48...57: value = UInt32(character + 4)
            case 43, 45: value = 62
            case 47, 95: value = 63
            case 61:
                padding += 1
                continue
            case 10, 13: continue
            default: return nil
            }
            if padding > 0 { return nil }
            group = (group << 6 | value) & 0xFF_FFFF
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: group >> bits))
            }
        }
        return padding > 2 || bits >= 6 ? nil : bytes
    }
}
