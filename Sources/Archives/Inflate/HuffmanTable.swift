/// A decoding table of a prefix code: one look at the next bits gives the symbol and everything that is to be done with it.
///
/// An entry is 32 bits:
///
///     bits 0–5    bits to consume: the code word's, and with it the extra bits of a length or distance
///     bits 8–12   bits of the code word alone (of the index into it, for a second table)
///     bit 13      end of the block, or no valid code word at all when bit 14 is set too
///     bit 14      second table, when bit 13 is clear: the value is its start
///     bit 15      none of the ordinary cases: bits 13 and 14 tell which
///     bits 16–30  the value: a literal byte, a length, a distance, the start of a second table
///     bit 31      a literal
///
/// Code words longer than the first table's index continue in second tables, as in zlib and libdeflate.
@safe struct HuffmanTable: ~Copyable {
    static let exceptional: UInt32 = 1 << 15
    static let second: UInt32 = 1 << 14
    static let endOfBlock: UInt32 = 1 << 13
    static let literal: UInt32 = 1 << 31
    /// What stands where no code word leads.
    static let invalid: UInt32 = exceptional | second | endOfBlock

    let entries: UnsafeMutablePointer<UInt32>
    let capacity: Int
    /// Bits that index the first table.
    let bits: Int

    /// - Parameter capacity: entries of the first table and of all second ones together.
    init(bits: Int, capacity: Int) {
        self.bits = bits
        self.capacity = capacity
        unsafe entries = .allocate(capacity: capacity)
        unsafe entries.initialize(repeating: Self.invalid, count: capacity)
    }

    deinit { unsafe entries.deallocate() }

    var mask: UInt64 { 1 << UInt64(bits) &- 1 }

    enum Flaw: Error { case overSubscribed, incomplete }

    /// Builds the table for the code whose word lengths are given (RFC 1951, 3.2.2).
    ///
    /// As zlib: a code must be complete, but for one with a single word of one bit, or none at all, where `isLenient`.
    /// - Parameter results: for each symbol the entry without its lengths; low bits hold the number of extra bits.
    func build(
        lengths: UnsafePointer<UInt8>, count: Int, results: UnsafePointer<UInt32>, isLenient: Bool
    ) throws(Flaw) {
        // How many words there are of each length, and where the symbols of each length start when sorted.
        var counts = InlineArray<16, Int>(repeating: 0)
        for symbol in 0..<count { unsafe counts[Int(lengths[symbol])] += 1 }
        var longest = 15
        while longest > 0, counts[longest] == 0 { longest -= 1 }
        unsafe entries.update(repeating: Self.invalid, count: 1 << bits)
        if longest == 0 {
            if isLenient { return }
            throw .incomplete
        }
        var left = 1
        for length in 1...15 {
            left = left << 1 - counts[length]
            if left < 0 { throw .overSubscribed }
        }
        if left > 0, !isLenient || longest != 1 { throw .incomplete }
        var starts = InlineArray<16, Int>(repeating: 0)
        for length in 1..<15 { starts[length + 1] = starts[length] + counts[length] }
        var sorted = InlineArray<320, UInt16>(repeating: 0)
        for symbol in 0..<count {
            let length = unsafe Int(lengths[symbol])
            if length > 0 {
                sorted[starts[length]] = UInt16(symbol)
                starts[length] += 1
            }
        }
        unsafe fill(counts, sorted, longest: longest, results: results)
    }

    /// Goes through the code words in order. They are read from the lowest bit, so each is held reversed.
    private func fill(
        _ counts: InlineArray<16, Int>, _ sorted: InlineArray<320, UInt16>, longest: Int,
        results: UnsafePointer<UInt32>
    ) {
        let size = 1 << bits
        var word = 0
        var index = 0
        var remaining = counts
        var secondStart = size
        var secondBits = 0
        var secondPrefix = -1
        for length in 1...longest {
            for _ in 0..<counts[length] {
                let result = unsafe results[Int(sorted[index])]
                index += 1
                if length <= bits {
                    let entry = result &+ UInt32(length) | UInt32(length) << 8
                    var place = word
                    while place < size {
                        unsafe entries[place] = entry
                        place += 1 << length
                    }
                } else {
                    let prefix = word & (size - 1)
                    if prefix != secondPrefix {
                        secondStart += secondPrefix < 0 ? 0 : 1 << secondBits
                        secondPrefix = prefix
                        secondBits = bitsOfSecond(length, longest, remaining)
                        precondition(secondStart + 1 << secondBits <= capacity)
                        unsafe (entries + secondStart).update(repeating: Self.invalid, count: 1 << secondBits)
                        unsafe entries[prefix] =
                            UInt32(secondStart) << 16 | Self.exceptional | Self.second | UInt32(secondBits) << 8
                            | UInt32(bits)
                    }
                    let rest = length - bits
                    let entry = result &+ UInt32(rest) | UInt32(rest) << 8
                    var place = word >> bits
                    while place < 1 << secondBits {
                        unsafe entries[secondStart + place] = entry
                        place += 1 << rest
                    }
                }
                remaining[length] -= 1
                // The next code word: add one at the highest bit of the reversed number.
                var bit = 1 << (length - 1)
                while word & bit != 0 { bit >>= 1 }
                word = bit == 0 ? 0 : word & (bit - 1) | bit
            }
        }
    }

    /// The index bits of a second table: as many as its longest word needs, told by how many words are left.
    private func bitsOfSecond(_ length: Int, _ longest: Int, _ remaining: InlineArray<16, Int>) -> Int {
        var length = length
        var room = 1 << (length - bits)
        while length < longest {
            room -= remaining[length]
            if room <= 0 { break }
            length += 1
            room <<= 1
        }
        return length - bits
    }
}
