internal import Linux

/// Writes a file past the page cache, as long as whole pages come and the file system can.
///
/// A blob is kept to be pushed or saved some day, not to be read soon: copied into the cache it costs as much time as hashing
/// it twice, and it drives out what somebody uses. It has to be on the disk before the command ends in any case.
struct DirectWriting {
    private enum State { case untried, on, off }
    private var state = State.untried
    private static let page = 4096

    /// Whether the bytes of the last write are on their way to the disk already.
    var isOn: Bool { state == .on }

    /// Writes all of the bytes at a place.
    mutating func write(
        _ bytes: UnsafeRawBufferPointer, at offset: Int64, to file: borrowing Descriptor
    ) throws(SystemCallError) {
        if state != .off, unsafe Self.isWhole(bytes, at: offset) {
            do throws(SystemCallError) {
                if state == .untried { try file.setDirect(true) }
                state = .on
                return try unsafe file.write(bytes, at: offset)
            } catch {
                // A file system that cannot, or a part that was written and left an unaligned rest.
                guard error.errno == .invalid || error.errno == .notSupported else { throw error }
            }
        }
        if state == .on { try file.setDirect(false) }
        state = .off
        try unsafe file.write(bytes, at: offset)
    }

    private static func isWhole(_ bytes: UnsafeRawBufferPointer, at offset: Int64) -> Bool {
        bytes.count > 0 && bytes.count % page == 0 && offset % Int64(page) == 0
            && UInt(bitPattern: bytes.baseAddress) % UInt(page) == 0
    }
}
