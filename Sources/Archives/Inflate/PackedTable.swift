/// The first table of the code of literals and lengths, once more, with what follows a literal in the same entry.
///
/// A processor waits longest where it guesses wrongly what comes next, a literal or a match. An entry therefore holds
/// all that the bits of the index tell for sure: one or two literals, or a length with or without a literal before it.
/// 32 bits:
///
///     bits 0–5    bits to consume, extra bits of the length too
///     bits 6–7    how many literals
///     bits 8–15   the first literal
///     bits 16–23  the second one, where there is no length
///     bits 16–24  the length of a match, without its extra bits
///     bits 25–28  bits before the extra bits
///     bit 30      there is a length
///     bit 31      none of this: look into the table of single symbols
@safe struct PackedTable: ~Copyable {
    static let exceptional: UInt32 = 1 << 31
    static let match: UInt32 = 1 << 30

    let entries: UnsafeMutablePointer<UInt32>

    init(bits: Int) {
        unsafe entries = .allocate(capacity: 1 << bits)
        unsafe entries.initialize(repeating: Self.exceptional, count: 1 << bits)
    }

    deinit { unsafe entries.deallocate() }

    /// Packs the first table of a code that was built.
    func pack(_ table: borrowing HuffmanTable) {
        let singles = unsafe UnsafePointer(table.entries)
        let width = UInt32(table.bits)
        for index in 0..<(1 << table.bits) {
            let first = unsafe singles[index]
            guard first & HuffmanTable.literal != 0 else {
                unsafe entries[index] =
                    first & HuffmanTable.exceptional != 0 ? Self.exceptional : Self.length(first, after: 0)
                continue
            }
            let used = first & 63
            let literal = 1 &<< 6 | (first &>> 16 & 0xff) &<< 8
            // What is left of the index are the next symbol's bits: all of them, or too few.
            let second = unsafe singles[index &>> Int(truncatingIfNeeded: used)]
            let isKnown = used &+ (second &>> 8 & 31) <= width && second & HuffmanTable.exceptional == 0
            unsafe entries[index] =
                if !isKnown {
                    literal | used
                } else if second & HuffmanTable.literal != 0 {
                    (literal | used) &+ (second & 63 | 1 &<< 6 | (second &>> 16 & 0xff) &<< 16)
                } else {
                    Self.length(second, after: used) | literal
                }
        }
    }

    /// An entry with a length, whose code word follows `used` bits.
    private static func length(_ single: UInt32, after used: UInt32) -> UInt32 {
        let consumed = used &+ (single & 63)
        let start = used &+ (single &>> 8 & 31)
        return match | consumed | (single &>> 16) &<< 16 | start &<< 25
    }
}
