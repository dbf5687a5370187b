/// What the symbols of deflate mean (RFC 1951, 3.2.5 and 3.2.7), as entries for ``HuffmanTable``.
enum DeflateAlphabets {
    /// Literals, the end of a block, and lengths of matches.
    static let literalsAndLengths: [UInt32] = {
        var results: [UInt32] = []
        for byte in 0..<256 { results.append(HuffmanTable.literal | UInt32(byte) << 16) }
        results.append(HuffmanTable.exceptional | HuffmanTable.endOfBlock)
        var base: UInt32 = 3
        for symbol in 257..<285 {
            let extra = symbol < 265 ? 0 : UInt32(symbol - 261) / 4
            results.append(base << 16 | extra)
            base += 1 << extra
        }
        results.append(258 << 16)
        // 286 and 287 have code words in the fixed code and must never be used.
        results += [HuffmanTable.invalid, HuffmanTable.invalid]
        return results
    }()

    static let distances: [UInt32] = {
        var results: [UInt32] = []
        var base: UInt32 = 1
        for symbol in 0..<30 {
            let extra = symbol < 4 ? 0 : UInt32(symbol - 2) / 2
            results.append(base << 16 | extra)
            base += 1 << extra
        }
        results += [HuffmanTable.invalid, HuffmanTable.invalid]
        return results
    }()

    /// The code in which the lengths of the other two are written.
    static let codeLengths: [UInt32] = (0..<19).map { UInt32($0) << 16 }

    /// The order in which the lengths of that code are written.
    static let codeLengthOrder: [Int] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    static let fixedLiteralLengths: [UInt8] =
        [UInt8](repeating: 8, count: 144) + [UInt8](repeating: 9, count: 112) + [UInt8](repeating: 7, count: 24)
        + [UInt8](repeating: 8, count: 8)
    static let fixedDistanceLengths = [UInt8](repeating: 5, count: 32)
}
