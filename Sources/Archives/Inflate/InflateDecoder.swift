/// Decodes deflate (RFC 1951) into a window of its own, pulling input as it needs it.
///
/// The inner loop is in ``InflateDecoder/decodeFast()``; everything here may take its time. One decoder serves any
/// number of streams that follow each other: ``reset()`` between them.
@safe final class InflateDecoder {
    static let windowSize = 32768
    /// The longest match, and what word copies write past its end.
    static let slack = 258 + 64

    enum State {
        case blockHeader
        case stored(left: Int)
        case compressed
        case finished
    }

    private let source: any ByteSource
    private var state = State.blockHeader
    private var isLastBlock = false

    // Input: bits that were taken from the chunk, and the rest of the chunk.
    var bits: UInt64 = 0
    var bitCount: UInt64 = 0
    var input: UnsafeRawPointer
    var inputEnd: UnsafeRawPointer
    private var received: Int64 = 0
    private let nothing = ByteBlock(capacity: 8)

    // Output: up to `windowSize` bytes of history, then what is new.
    let block: ByteBlock
    var position = 0
    let limit: Int

    let literals = HuffmanTable(bits: 12, capacity: 8192)
    let distances = HuffmanTable(bits: 9, capacity: 2048)
    let packed = PackedTable(bits: 12)
    let codeLengths = HuffmanTable(bits: 7, capacity: 128)
    var hasFixedTables = false

    init(_ source: any ByteSource, chunk: Int = 256 << 10) {
        self.source = source
        limit = Self.windowSize + chunk
        block = ByteBlock(capacity: limit + Self.slack)
        unsafe input = UnsafeRawPointer(nothing.bytes.baseAddress!)
        unsafe inputEnd = unsafe input
    }

    /// Starts a new stream where the input stands.
    func reset() {
        state = .blockHeader
        isLastBlock = false
        position = 0
    }

    var isFinished: Bool { if case .finished = state { true } else { false } }

    /// Compressed bytes used so far.
    var consumed: Int64 { unsafe received - Int64(inputEnd - input) - Int64(bitCount / 8) }

    /// Decodes until a chunk is full or the stream ends; the bytes are valid until the next call.
    func produce() throws(ArchiveError) -> UnsafeRawBufferPointer {
        if position > Self.windowSize {
            let base = unsafe block.bytes.baseAddress!
            unsafe base.copyMemory(from: base + position - Self.windowSize, byteCount: Self.windowSize)
            position = Self.windowSize
        }
        let start = position
        while position < limit, !isFinished {
            switch state {
            case .blockHeader: try readBlockHeader()
            case .stored(let left): try copyStored(left)
            case .compressed:
                if try decodeFast() { endBlock() } else if try decodeSlowly() { endBlock() }
            case .finished: break
            }
        }
        return unsafe UnsafeRawBufferPointer(rebasing: block.bytes[start..<position])
    }

    private func endBlock() { state = isLastBlock ? .finished : .blockHeader }

    // MARK: Input

    func corrupt(_ words: String) -> ArchiveError {
        ArchiveError(.corrupt, "decompress gzip", cause: "\(words) (after \(consumed) compressed bytes)")
    }

    private func truncated() -> ArchiveError {
        ArchiveError(
            .truncated, "decompress gzip",
            cause: "the data ends inside a gzip member (after \(consumed) compressed bytes)")
    }

    /// Takes the source's next chunk; false at its end.
    private func fetch() throws(ArchiveError) -> Bool {
        let chunk = unsafe try source.next()
        guard let base = chunk.baseAddress, chunk.count > 0 else { return false }
        unsafe input = base
        unsafe inputEnd = base + chunk.count
        received += Int64(chunk.count)
        return true
    }

    /// Gathers at least `count` bits, as far as there are any: at most 48.
    func gather(_ count: UInt64) throws(ArchiveError) {
        while bitCount < count {
            if unsafe input == inputEnd, try !fetch() { return }
            bits |= UInt64(unsafe input.load(as: UInt8.self)) << bitCount
            unsafe input += 1
            bitCount += 8
        }
    }

    func drop(_ count: UInt64) throws(ArchiveError) {
        guard bitCount >= count else { throw truncated() }
        bits >>= count
        bitCount -= count
    }

    func take(_ count: UInt64) throws(ArchiveError) -> Int {
        try gather(count)
        let value = bits & (1 << count - 1)
        try drop(count)
        return Int(value)
    }

    /// The next whole byte, after what is left of the current one; nil at the end.
    func nextByte() throws(ArchiveError) -> UInt8? {
        try drop(bitCount & 7)
        try gather(8)
        if bitCount == 0 { return nil }
        return UInt8(try take(8))
    }

    // MARK: Blocks

    private func readBlockHeader() throws(ArchiveError) {
        isLastBlock = try take(1) == 1
        switch try take(2) {
        case 0:
            try drop(bitCount & 7)
            let length = try take(16)
            guard try take(16) == length ^ 0xffff else { throw corrupt("invalid stored block lengths") }
            state = .stored(left: length)
        case 1:
            try useFixedTables()
            state = .compressed
        case 2:
            try readTables()
            state = .compressed
        default: throw corrupt("invalid block type")
        }
    }

    private func copyStored(_ length: Int) throws(ArchiveError) {
        var left = length
        let base = unsafe block.bytes.baseAddress!
        while left > 0, position < limit {
            if bitCount > 0 {
                unsafe base.storeBytes(of: UInt8(try take(8)), toByteOffset: position, as: UInt8.self)
                position += 1
                left -= 1
                continue
            }
            if unsafe input == inputEnd, try !fetch() { throw truncated() }
            let count = unsafe min(left, limit - position, inputEnd - input)
            unsafe (base + position).copyMemory(from: input, byteCount: count)
            unsafe input += count
            position += count
            left -= count
        }
        if left == 0 { endBlock() } else { state = .stored(left: left) }
    }

    // MARK: One symbol at a time

    /// Near the end of a chunk of input: bits are gathered with care. Stops when the inner loop can go on, when the
    /// output is full, or at the end of the block, which it answers with true.
    private func decodeSlowly() throws(ArchiveError) -> Bool {
        let base = unsafe block.bytes.baseAddress!
        while position < limit {
            if unsafe inputEnd - input > Self.fastMargin { return false }
            try gather(48)
            var entry = unsafe literals.entries[Int(bits & literals.mask)]
            if entry & HuffmanTable.invalid == HuffmanTable.exceptional | HuffmanTable.second {
                entry = try unsafe second(of: entry, in: literals.entries)
            }
            if entry & HuffmanTable.literal != 0 {
                try drop(UInt64(entry & 63))
                unsafe base.storeBytes(of: UInt8(entry >> 16 & 0xff), toByteOffset: position, as: UInt8.self)
                position += 1
                continue
            }
            if entry & HuffmanTable.exceptional != 0 {
                if entry & HuffmanTable.second != 0 {
                    throw bitCount < 15 ? truncated() : corrupt("invalid literal/length code")
                }
                try drop(UInt64(entry & 63))
                return true
            }
            let length = try value(entry)
            try gather(48)
            entry = unsafe distances.entries[Int(bits & distances.mask)]
            if entry & HuffmanTable.invalid == HuffmanTable.exceptional | HuffmanTable.second {
                entry = try unsafe second(of: entry, in: distances.entries)
            }
            if entry & HuffmanTable.exceptional != 0 {
                throw bitCount < 15 ? truncated() : corrupt("invalid distance code")
            }
            let distance = try value(entry)
            guard distance <= position else { throw corrupt("invalid distance too far back") }
            for _ in 0..<length {
                let byte = unsafe base.load(fromByteOffset: position - distance, as: UInt8.self)
                unsafe base.storeBytes(of: byte, toByteOffset: position, as: UInt8.self)
                position += 1
            }
        }
        return false
    }

    private func second(of entry: UInt32, in entries: UnsafeMutablePointer<UInt32>) throws(ArchiveError) -> UInt32 {
        try drop(UInt64(entry & 63))
        let index = bits & (1 << UInt64(entry >> 8 & 31) - 1)
        return unsafe entries[Int(entry >> 16) + Int(index)]
    }

    /// The length or distance of an entry with its extra bits.
    private func value(_ entry: UInt32) throws(ArchiveError) -> Int {
        let extra = (bits & (1 << UInt64(entry & 63) - 1)) >> UInt64(entry >> 8 & 31)
        try drop(UInt64(entry & 63))
        return Int(entry >> 16) + Int(extra)
    }
}
