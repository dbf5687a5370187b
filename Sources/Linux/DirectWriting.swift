/// Writes a file past the page cache, as long as whole pages come and the file system can.
///
/// Bytes that nobody reads soon cost as much in the cache as hashing them twice, and they drive out what somebody uses. What
/// is flushed before the command ends has to be on the disk in any case.
public struct DirectWriting {
    private static let page = 4096
    private var isOn = false
    private var isRefused = false

    public init() {}

    /// Writes all of the bytes at a place: whole pages past the cache, where memory and file lie alike, and what is before and
    /// after them through it.
    public mutating func write(
        _ bytes: UnsafeRawBufferPointer, at offset: Int64, to file: borrowing Descriptor
    ) throws(SystemCallError) {
        let (head, whole) = unsafe parts(bytes, at: offset)
        if head > 0 {
            try set(false, file)
            try unsafe file.write(UnsafeRawBufferPointer(rebasing: bytes[..<head]), at: offset)
        }
        var done = head
        if whole > 0 {
            do throws(SystemCallError) {
                try set(true, file)
                try unsafe file.write(
                    UnsafeRawBufferPointer(rebasing: bytes[head..<(head + whole)]), at: offset + Int64(head))
                done += whole
            } catch {
                // A file system that cannot, or a part that was written and left an unaligned rest.
                guard error.errno == .invalid || error.errno == .notSupported else { throw error }
                isRefused = true
            }
        }
        if done == bytes.count { return }
        try set(false, file)
        try unsafe file.write(UnsafeRawBufferPointer(rebasing: bytes[done...]), at: offset + Int64(done))
    }

    private mutating func set(_ direct: Bool, _ file: borrowing Descriptor) throws(SystemCallError) {
        if direct == isOn { return }
        try file.setDirect(direct)
        isOn = direct
    }

    /// How many bytes go before the first whole page, and how many are in whole pages.
    private func parts(_ bytes: UnsafeRawBufferPointer, at offset: Int64) -> (head: Int, whole: Int) {
        let place = Int(offset % Int64(Self.page))
        guard !isRefused, Int(UInt(bitPattern: bytes.baseAddress) % UInt(Self.page)) == place else { return (0, 0) }
        let head = min(bytes.count, (Self.page - place) % Self.page)
        return (head, (bytes.count - head) / Self.page * Self.page)
    }
}
