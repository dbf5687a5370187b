/// Writes a file past the page cache, as long as whole pages come and the file system can.
///
/// Bytes that nobody reads soon cost as much in the cache as hashing them twice, and they drive out what somebody uses. What
/// is flushed before the command ends has to be on the disk in any case.
public struct DirectWriting {
    private enum State { case untried, on, off }
    private var state = State.untried
    private static let page = 4096

    public init() {}

    /// Writes all of the bytes at a place.
    public mutating func write(
        _ bytes: UnsafeRawBufferPointer, at offset: Int64, to file: borrowing Descriptor
    ) throws(SystemCallError) {
        var rest = unsafe bytes
        var place = offset
        let whole = state == .off ? 0 : unsafe Self.wholePages(bytes, at: offset)
        if whole > 0 {
            do throws(SystemCallError) {
                if state == .untried { try file.setDirect(true) }
                state = .on
                try unsafe file.write(UnsafeRawBufferPointer(rebasing: bytes[..<whole]), at: offset)
                unsafe rest = UnsafeRawBufferPointer(rebasing: bytes[whole...])
                place += Int64(whole)
            } catch {
                // A file system that cannot, or a part that was written and left an unaligned rest.
                guard error.errno == .invalid || error.errno == .notSupported else { throw error }
            }
        }
        if unsafe rest.isEmpty { return }
        if state == .on { try file.setDirect(false) }
        state = .off
        try unsafe file.write(rest, at: place)
    }

    private static func wholePages(_ bytes: UnsafeRawBufferPointer, at offset: Int64) -> Int {
        offset % Int64(page) == 0 && UInt(bitPattern: bytes.baseAddress) % UInt(page) == 0
            ? bytes.count / page * page : 0
    }
}
