// The codes of a block, and the tables that are made of them.

extension InflateDecoder {
    /// The codes of blocks that bring none (RFC 1951, 3.2.6).
    func useFixedTables() throws(ArchiveError) {
        if hasFixedTables { return }
        try build(literals, DeflateAlphabets.fixedLiteralLengths, 0, 288, DeflateAlphabets.literalsAndLengths)
        try build(distances, DeflateAlphabets.fixedDistanceLengths, 0, 32, DeflateAlphabets.distances)
        packed.pack(literals)
        hasFixedTables = true
    }

    /// The codes of a block, themselves coded (RFC 1951, 3.2.7).
    func readTables() throws(ArchiveError) {
        hasFixedTables = false
        let literalCount = try take(5) + 257
        let distanceCount = try take(5) + 1
        let codeCount = try take(4) + 4
        guard literalCount <= 286, distanceCount <= 30 else { throw corrupt("too many length or distance symbols") }
        var small = [UInt8](repeating: 0, count: 19)
        for index in 0..<codeCount { small[DeflateAlphabets.codeLengthOrder[index]] = UInt8(try take(3)) }
        try build(codeLengths, small, 0, 19, DeflateAlphabets.codeLengths, what: "code lengths")
        let total = literalCount + distanceCount
        var lengths = [UInt8](repeating: 0, count: 320)
        var index = 0
        while index < total {
            try gather(7 + 7)
            let entry = unsafe codeLengths.entries[Int(bits & codeLengths.mask)]
            guard entry & HuffmanTable.exceptional == 0 else { throw corrupt("invalid code lengths set") }
            try drop(UInt64(entry & 63))
            let symbol = entry >> 16
            if symbol < 16 {
                lengths[index] = UInt8(symbol)
                index += 1
                continue
            }
            var value: UInt8 = 0
            let times: Int
            switch symbol {
            case 16:
                guard index > 0 else { throw corrupt("invalid bit length repeat") }
                value = lengths[index - 1]
                times = try take(2) + 3
            case 17: times = try take(3) + 3
            default: times = try take(7) + 11
            }
            guard index + times <= total else { throw corrupt("invalid bit length repeat") }
            for _ in 0..<times {
                lengths[index] = value
                index += 1
            }
        }
        guard lengths[256] != 0 else { throw corrupt("invalid code -- missing end-of-block") }
        try build(literals, lengths, 0, literalCount, DeflateAlphabets.literalsAndLengths, what: "literal/lengths")
        packed.pack(literals)
        try build(
            distances, lengths, literalCount, distanceCount, DeflateAlphabets.distances, what: "distances")
    }

    private func build(
        _ table: borrowing HuffmanTable, _ lengths: [UInt8], _ start: Int, _ count: Int, _ results: [UInt32],
        what: String = ""
    ) throws(ArchiveError) {
        do throws(HuffmanTable.Flaw) {
            try unsafe lengths.withUnsafeBufferPointer { (lengths) throws(HuffmanTable.Flaw) in
                try unsafe results.withUnsafeBufferPointer { (results) throws(HuffmanTable.Flaw) in
                    try unsafe table.build(
                        lengths: lengths.baseAddress! + start, count: count, results: results.baseAddress!,
                        isLenient: what != "code lengths")
                }
            }
        } catch { throw corrupt("invalid \(what) set") }
    }
}
