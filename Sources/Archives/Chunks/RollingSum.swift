/// The rolling checksum of rsync over the last 64 bytes, as bup and zstd:chunked use it: where it is full of ones a chunk ends,
/// so that chunks of files that differ in a few places are the same elsewhere.
struct RollingSum {
    private static let window = 64
    private static let offset: UInt32 = 31

    private var first = UInt32(window) * offset
    private var second = UInt32(window) * UInt32(window - 1) * offset
    private var bytes = InlineArray<64, UInt8>(repeating: 0)
    private var place = 0

    mutating func roll(_ byte: UInt8) {
        let old = UInt32(bytes[place])
        first = first &+ UInt32(byte) &- old
        second = second &+ first &- UInt32(Self.window) &* (old &+ Self.offset)
        bytes[place] = byte
        place = (place + 1) & (Self.window - 1)
    }

    /// More zeros than the window holds change nothing any more.
    mutating func rollZeros(_ count: Int64) { for _ in 0..<min(count, Int64(Self.window)) { roll(0) } }

    /// On average once in 64 KiB.
    var isBoundary: Bool { second & 0xffff == 0xffff }
}
