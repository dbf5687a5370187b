internal import CLinux
internal import Glibc

extension Descriptor {
    /// Reads at most `count` bytes; an empty answer is the end of the file.
    public func read(upTo count: Int) throws(SystemCallError) -> [UInt8] {
        let number = self.number
        return try unsafe [UInt8](unsafeUninitializedCapacity: count) { (buffer, filled) throws(SystemCallError) in
            filled = Int(
                try check("read", "descriptor \(number)") { unsafe apus_read(number, buffer.baseAddress, count) })
        }
    }

    /// Reads into a buffer and answers how many bytes came; 0 is the end of the file.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemCallError) -> Int {
        Int(try check("read", "descriptor \(number)") { unsafe apus_read(number, buffer.baseAddress, buffer.count) })
    }

    /// Reads all that is left, and refuses more than `limit` bytes with `EFBIG`.
    public func readAll(limit: Int = 64 << 20) throws(SystemCallError) -> [UInt8] {
        // Most files are small: one call for the bytes and one that finds the end, without asking for the size.
        var bytes = try read(upTo: min(4096, limit + 1))
        var size = 4096
        while !bytes.isEmpty {
            if bytes.count > limit {
                throw SystemCallError(call: "read", subject: procPath, errno: Errno(rawValue: EFBIG))
            }
            let more = try read(upTo: size)
            if more.isEmpty { break }
            bytes += more
            size = min(bytes.count, 1 << 20)
        }
        return bytes
    }

    /// Writes all of the bytes, however many calls that takes.
    public func write(_ bytes: [UInt8]) throws(SystemCallError) {
        try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(SystemCallError) in
            try unsafe write(UnsafeRawBufferPointer(buffer))
        }
    }

    public func write(_ text: String) throws(SystemCallError) { try write(Array(text.utf8)) }

    /// Writes all of the bytes, however many calls that takes.
    public func write(_ buffer: UnsafeRawBufferPointer) throws(SystemCallError) {
        var done = 0
        while done < buffer.count {
            let number = self.number
            let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[done...])
            done += Int(
                try check("write", openPlace(number)) { unsafe apus_write(number, rest.baseAddress, rest.count) })
        }
    }

    /// Writes what fits now and answers how many bytes that was.
    public func writeSome(_ buffer: UnsafeRawBufferPointer) throws(SystemCallError) -> Int {
        Int(try check("write", "descriptor \(number)") { unsafe apus_write(number, buffer.baseAddress, buffer.count) })
    }

    /// Moves the position; `whence` as `lseek(2)`: 0 from the start, 1 from here, 2 from the end.
    @discardableResult
    public func seek(to offset: Int64, whence: CInt = 0) throws(SystemCallError) -> Int64 {
        Int64(try check("lseek", "descriptor \(number)") { apus_lseek(number, offset, whence) })
    }

    public func truncate(to length: Int64) throws(SystemCallError) {
        try check("ftruncate", openPlace(number)) { apus_ftruncate(number, length) }
    }

    /// Waits until the contents are on the disk (`fdatasync(2)`).
    public func flush() throws(SystemCallError) {
        try check("fdatasync", openPlace(number)) { apus_fdatasync(number) }
    }

    public func setPermissions(_ mode: UInt32) throws(SystemCallError) {
        try check("fchmod", "descriptor \(number)") { apus_fchmod(number, mode) }
    }
}

/// The whole contents of a file of at most `limit` bytes.
public func readFile(
    _ path: some PathBytes, at directory: CInt = currentDirectory, limit: Int = 64 << 20
) throws(SystemCallError) -> [UInt8] {
    let file = try open(path, .readOnly, at: directory)
    do throws(SystemCallError) { return try file.readAll(limit: limit) } catch {
        throw SystemCallError(call: error.call, subject: path.display, errno: error.errno)
    }
}

/// Writes one value to a file that exists, as the kernel's control files want it: one `write`, no truncation.
public func writeControlFile(
    _ path: some PathBytes, _ text: String, at directory: CInt = currentDirectory
) throws(SystemCallError) {
    let file = try open(path, .writeOnly, at: directory)
    do throws(SystemCallError) { try file.write(text) } catch {
        throw SystemCallError(call: error.call, subject: path.display, errno: error.errno)
    }
}
