/// A block of memory that is allocated once and used again and again; freed with its last owner. It begins with a page,
/// so that whole ones can be written past the page cache.
@safe public final class ByteBlock {
    public let bytes: UnsafeMutableRawBufferPointer

    public init(capacity: Int) { unsafe bytes = .allocate(byteCount: capacity, alignment: 4096) }

    deinit { unsafe bytes.deallocate() }

    public var capacity: Int { unsafe bytes.count }

    /// The first `count` bytes.
    public func prefix(_ count: Int) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(rebasing: bytes[..<count])
    }
}
