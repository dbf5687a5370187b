internal import CLinux

/// CRC-32 by carry-less multiplication, where the processor has it: some ten bytes a cycle.
public enum ChecksumFolding {
    /// Whether ``fold(_:_:into:)`` may be called.
    public static let isAvailable = apus_crc32_is_fast() != 0

    /// Folds bytes (a multiple of 16, at least 64) into 16 whose CRC-32, started from 0xffffffff in zlib's form, is that
    /// of the bytes started from `checksum`.
    public static func fold(
        _ checksum: UInt32, _ bytes: UnsafeRawBufferPointer, into folded: UnsafeMutableRawBufferPointer
    ) {
        precondition(bytes.count >= 64 && bytes.count % 16 == 0 && folded.count >= 16)
        unsafe apus_crc32_fold(checksum, bytes.baseAddress!, bytes.count, folded.baseAddress!)
    }
}
