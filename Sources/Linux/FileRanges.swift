internal import CLinux
internal import Glibc

/// Whether two pieces of memory hold the same bytes.
public func sameBytes(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> Bool {
    guard let one = first.baseAddress, let other = second.baseAddress else { return first.count == second.count }
    return unsafe first.count == second.count && memcmp(one, other, first.count) == 0
}

// Parts of files: read and written at a place, copied inside the kernel, holes found and made.

extension Descriptor {
    /// Reads at a place, without moving the position; 0 is the end of the file.
    public func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(SystemCallError) -> Int {
        let number = self.number
        return try check("pread", "descriptor \(number)") {
            unsafe apus_pread(number, buffer.baseAddress, buffer.count, offset)
        }
    }

    /// Writes all of the bytes at a place, without moving the position.
    public func write(_ buffer: UnsafeRawBufferPointer, at offset: Int64) throws(SystemCallError) {
        let number = self.number
        var done = 0
        while done < buffer.count {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[done...])
            let place = offset + Int64(done)
            done += try check("pwrite", openPlace(number)) {
                unsafe apus_pwrite(number, rest.baseAddress, rest.count, place)
            }
        }
    }

    /// Copies at most `count` bytes between the positions of two files inside the kernel; 0 is the end of `source`.
    public func copyRange(from source: borrowing Descriptor, upTo count: Int) throws(SystemCallError) -> Int {
        let (from, to) = (source.number, number)
        return try check("copy_file_range", openPlace(to)) { apus_copy_file_range(from, to, count) }
    }

    /// Copies at most `count` bytes between two places inside the kernel; 0 is the end of `source`.
    public func copyRange(
        from source: borrowing Descriptor, at start: Int64, to place: Int64, upTo count: Int
    ) throws(SystemCallError) -> Int {
        let (from, to) = (source.number, number)
        return try check("copy_file_range", openPlace(to)) {
            apus_copy_file_range_at(from, start, to, place, count)
        }
    }

    /// Makes this file share all blocks of `source`; false where the file systems cannot.
    public func clone(from source: borrowing Descriptor) throws(SystemCallError) -> Bool {
        apus_clone_file(source.number, number) >= 0
    }

    /// Where data starts at or after `offset`, or nil when only a hole is left (`SEEK_DATA`).
    public func nextData(after offset: Int64) throws(SystemCallError) -> Int64? {
        do throws(SystemCallError) { return try seek(to: offset, whence: 3) } catch {
            if error.errno == .noSuchDevice { return nil }
            throw error
        }
    }

    /// Where the next hole starts at or after `offset`; the end of the file counts as one (`SEEK_HOLE`).
    public func nextHole(after offset: Int64) throws(SystemCallError) -> Int64 {
        try seek(to: offset, whence: 4)
    }

    /// Reserves blocks (`fallocate(2)`); the size is left alone when asked.
    public func allocate(
        from offset: Int64 = 0, length: Int64, keepingSize: Bool = true
    ) throws(SystemCallError) {
        let number = self.number
        try check("fallocate", openPlace(number)) {
            apus_fallocate(number, keepingSize ? 1 : 0, offset, length)
        }
    }

    /// Tells the kernel that the file is read once from start to end (`POSIX_FADV_SEQUENTIAL`).
    public func adviseSequential() {
        // Advice only: a pipe or socket refuses it, and nothing is lost.
        _ = apus_posix_fadvise(number, 0, 0, 2)
    }
}
