/// A block of memory that is allocated once and used again and again; freed with its last owner.
@safe package final class ByteBlock {
    package let bytes: UnsafeMutableRawBufferPointer

    package init(capacity: Int) { unsafe bytes = .allocate(byteCount: capacity, alignment: 64) }

    deinit { unsafe bytes.deallocate() }

    package var capacity: Int { unsafe bytes.count }

    /// The first `count` bytes.
    package func prefix(_ count: Int) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(rebasing: bytes[..<count])
    }
}
