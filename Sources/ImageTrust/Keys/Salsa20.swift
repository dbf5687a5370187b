/// The stream cipher Salsa20 with 20 rounds, and XSalsa20, its form with a nonce of 24 bytes.
struct Salsa20 {
    private static let constants: [UInt32] = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574]

    private static func words(_ bytes: some Collection<UInt8>) -> [UInt32] {
        let bytes = Array(bytes)
        return stride(from: 0, to: bytes.count, by: 4).map { at in
            var word: UInt32 = 0
            for byte in 0..<4 { word |= UInt32(bytes[at + byte]) << UInt32(byte * 8) }
            return word
        }
    }

    private static func bytes(_ words: some Sequence<UInt32>) -> [UInt8] {
        var bytes: [UInt8] = []
        for word in words { for shift: UInt32 in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) } }
        return bytes
    }

    /// The matrix of a key of eight words and an input of four.
    private static func matrix(_ key: [UInt32], _ input: [UInt32]) -> [UInt32] {
        [
            constants[0], key[0], key[1], key[2], key[3], constants[1], input[0], input[1], input[2], input[3], constants[2],
            key[4], key[5], key[6], key[7], constants[3],
        ]
    }

    private static let rounds: [(Int, Int, Int, Int)] = [
        (0, 4, 8, 12), (5, 9, 13, 1), (10, 14, 2, 6), (15, 3, 7, 11), (0, 1, 2, 3), (5, 6, 7, 4), (10, 11, 8, 9), (15, 12, 13, 14),
    ]

    private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 { word << count | word >> (32 - count) }

    private static func mixed(_ start: [UInt32]) -> [UInt32] {
        var x = start
        for _ in 0..<10 {
            for (a, b, c, d) in rounds {
                x[b] ^= rotated(x[a] &+ x[d], 7)
                x[c] ^= rotated(x[b] &+ x[a], 9)
                x[d] ^= rotated(x[c] &+ x[b], 13)
                x[a] ^= rotated(x[d] &+ x[c], 18)
            }
        }
        return x
    }

    private let key: [UInt32]
    private let nonce: [UInt32]

    /// - Parameters: a key of 32 bytes and a nonce of 24 bytes.
    init(key: [UInt8], extendedNonce: [UInt8]) {
        precondition(key.count == 32 && extendedNonce.count == 24)
        let x = Self.mixed(Self.matrix(Self.words(key), Self.words(extendedNonce[..<16])))
        self.key = [x[0], x[5], x[10], x[15], x[6], x[7], x[8], x[9]]
        nonce = Self.words(extendedNonce[16...])
    }

    /// The first bytes of the stream.
    func stream(_ count: Int) -> [UInt8] {
        var stream: [UInt8] = []
        stream.reserveCapacity(count + 64)
        var block: UInt64 = 0
        while stream.count < count {
            let start = Self.matrix(key, nonce + [UInt32(truncatingIfNeeded: block), UInt32(block >> 32)])
            let x = Self.mixed(start)
            stream += Self.bytes((0..<16).map { x[$0] &+ start[$0] })
            block += 1
        }
        return Array(stream[..<count])
    }
}
