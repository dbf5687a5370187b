/// The Castagnoli checksum (RFC 3720, section 12.1): finds torn and damaged records, is no defence against forgery.
public enum CRC32C {
    /// What half a byte does to the checksum: a table this small is there without being computed at every start.
    private static let table: [UInt32] = [
        0x0000_0000, 0x105e_c76f, 0x20bd_8ede, 0x30e3_49b1, 0x417b_1dbc, 0x5125_dad3, 0x61c6_9362, 0x7198_540d,
        0x82f6_3b78, 0x92a8_fc17, 0xa24b_b5a6, 0xb215_72c9, 0xc38d_26c4, 0xd3d3_e1ab, 0xe330_a81a, 0xf36e_6f75,
    ]

    public static func checksum(of bytes: [UInt8]) -> UInt32 { checksum(of: bytes[...]) }

    public static func checksum(of bytes: ArraySlice<UInt8>) -> UInt32 {
        var value: UInt32 = 0xffff_ffff
        for byte in bytes {
            value ^= UInt32(byte)
            value = value >> 4 ^ table[Int(value & 15)]
            value = value >> 4 ^ table[Int(value & 15)]
        }
        return ~value
    }

    static func text(of bytes: [UInt8]) -> String {
        let digits = String(checksum(of: bytes), radix: 16)
        return String(repeating: "0", count: 8 - digits.utf8.count) + digits
    }
}
