internal import CZlib
internal import Linux

/// CRC-32 as gzip has it (RFC 1952, 8).
struct GzipChecksum {
    private(set) var value: UInt32 = 0

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var rest = unsafe bytes
        if ChecksumFolding.isAvailable, rest.count >= 256 {
            let count = rest.count & ~15
            let folded = unsafe withUnsafeTemporaryAllocation(byteCount: 16, alignment: 16) { into in
                unsafe ChecksumFolding.fold(value, UnsafeRawBufferPointer(rebasing: rest[..<count]), into: into)
                return unsafe crc32(0xffff_ffff, into.baseAddress!.assumingMemoryBound(to: UInt8.self), 16)
            }
            value = UInt32(truncatingIfNeeded: folded)
            unsafe rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        guard rest.count > 0, let base = rest.baseAddress else { return }
        // zlib counts in 32 bits; no chunk of ours comes near.
        value = UInt32(
            truncatingIfNeeded: unsafe crc32(
                UInt(value), base.assumingMemoryBound(to: UInt8.self), UInt32(rest.count)))
    }
}
