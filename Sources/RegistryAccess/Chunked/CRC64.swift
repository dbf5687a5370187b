/// The checksum that tar-split keeps of files: CRC-64 with the polynomial of ISO 3309, its bits reversed.
struct CRC64 {
    private static let table: [UInt64] = (0..<256).map { number in
        (0..<8).reduce(UInt64(number)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xd800_0000_0000_0000 : sum >> 1 }
    }

    private var sum = UInt64.max

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        let table = Self.table
        var sum = sum
        for place in 0..<bytes.count {
            sum = unsafe table[Int(UInt8(truncatingIfNeeded: sum) ^ bytes[place])] ^ sum >> 8
        }
        self.sum = sum
    }

    /// Highest byte first.
    var bytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: ~sum >> (56 - 8 * UInt64($0))) } }
}
