/// The one-time authenticator Poly1305 (RFC 8439, 2.5), in five limbs of 26 bits.
enum Poly1305 {
    static func tag(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        precondition(key.count == 32)
        func word(_ bytes: [UInt8], _ at: Int) -> UInt64 {
            UInt64(bytes[at]) | UInt64(bytes[at + 1]) << 8 | UInt64(bytes[at + 2]) << 16 | UInt64(bytes[at + 3]) << 24
        }
        let mask: UInt64 = 0x3ff_ffff
        let r: [UInt64] = [
            word(key, 0) & 0x3ff_ffff, word(key, 3) >> 2 & 0x3ff_ff03, word(key, 6) >> 4 & 0x3ff_c0ff, word(key, 9) >> 6 & 0x3f0_3fff,
            word(key, 12) >> 8 & 0x00f_ffff,
        ]
        let s = r.map { $0 * 5 }
        var h: [UInt64] = [0, 0, 0, 0, 0]
        for start in stride(from: 0, to: message.count, by: 16) {
            var block = Array(message[start..<min(start + 16, message.count)]) + [1]
            block += [UInt8](repeating: 0, count: 17 - block.count)
            h[0] += word(block, 0) & mask
            h[1] += word(block, 3) >> 2 & mask
            h[2] += word(block, 6) >> 4 & mask
            h[3] += word(block, 9) >> 6 & mask
            h[4] += word(block, 12) >> 8 | UInt64(block[16]) << 24
            var d = [UInt64](repeating: 0, count: 5)
            for i in 0..<5 { for j in 0..<5 { d[i] += h[j] * (j <= i ? r[i - j] : s[5 + i - j]) } }
            var carry: UInt64 = 0
            for i in 0..<5 {
                d[i] += carry
                carry = d[i] >> 26
                h[i] = d[i] & mask
            }
            h[0] += carry * 5
            h[1] += h[0] >> 26
            h[0] &= mask
        }
        return sum(reduced(h), key)
    }

    /// Modulo 2^130 - 5.
    private static func reduced(_ limbs: [UInt64]) -> [UInt64] {
        let mask: UInt64 = 0x3ff_ffff
        var h = limbs
        for i in [1, 2, 3, 4, 0, 1] {
            let before = (i + 4) % 5
            let carry = h[before] >> 26
            h[before] &= mask
            h[i] += i == 0 ? carry * 5 : carry
        }
        var g = [UInt64](repeating: 0, count: 5)
        var carry: UInt64 = 5
        for i in 0..<5 {
            g[i] = h[i] + carry
            carry = g[i] >> 26
            g[i] &= mask
        }
        // With a carry beyond 130 bits the value was not below the modulus. No branch depends on the secret.
        let choose = 0 &- carry
        return (0..<5).map { g[$0] & choose | h[$0] & ~choose }
    }

    private static func sum(_ h: [UInt64], _ key: [UInt8]) -> [UInt8] {
        let words = [
            h[0] | h[1] << 26, h[1] >> 6 | h[2] << 20, h[2] >> 12 | h[3] << 14, h[3] >> 18 | h[4] << 8,
        ]
        var tag: [UInt8] = []
        var carry: UInt64 = 0
        for (number, word) in words.enumerated() {
            var pad: UInt64 = 0
            for byte in 0..<4 { pad |= UInt64(key[16 + number * 4 + byte]) << UInt64(byte * 8) }
            let total = (word & 0xffff_ffff) + pad + carry
            carry = total >> 32
            for byte in 0..<4 { tag.append(UInt8(truncatingIfNeeded: total >> UInt64(byte * 8))) }
        }
        return tag
    }
}
