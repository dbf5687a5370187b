public import Linux

/// Writes a tar archive: ustar headers, PAX records where ustar cannot say it.
///
/// The same entries always give the same bytes: no field depends on the time, the user or the order of a dictionary.
/// Sparse files are written in GNU's PAX form 1.0, which Go, GNU tar and libarchive read.
@safe public final class TarWriter {
    private let sink: any ByteSink
    private let buffer: ByteBlock
    private var filled = 0
    /// Bytes written so far.
    public private(set) var position: Int64 = 0
    /// Packed bytes that the current entry still wants.
    private var contentLeft: Int64 = 0
    private var padding = 0
    private var entryName = ""

    public init(_ sink: any ByteSink, buffer: Int = 256 << 10) {
        self.sink = sink
        self.buffer = ByteBlock(capacity: max(buffer, 4096))
    }

    /// Starts an entry. A file's contents follow by ``write(_:)``: all of them, of a sparse file its segments only.
    public func add(_ entry: TarEntry) throws(ArchiveError) {
        try endEntry()
        entryName = entry.name.display
        var encoding = TarHeaderEncoding(entry)
        do throws(ArchiveError) { try encoding.encode() } catch {
            throw ArchiveError(error.code, "write tar", entry: entryName, offset: position, cause: error.cause)
        }
        try put(encoding.headers)
        contentLeft = encoding.contentSize
        padding = Int(-encoding.packedSize & 511)
    }

    /// Writes contents of the current entry.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        try expect(Int64(bytes.count))
        try unsafe put(bytes)
    }

    public func write(_ bytes: [UInt8]) throws(ArchiveError) {
        try expect(Int64(bytes.count))
        try put(bytes)
    }

    /// Writes contents of the current entry from a file's position on; answers fewer than `count` when the file ends.
    public func write(from file: borrowing Descriptor, upTo count: Int64) throws(ArchiveError) -> Int64 {
        var done: Int64 = 0
        while done < count {
            if filled == buffer.capacity { try flush() }
            let room = Int(min(count - done, Int64(buffer.capacity - filled)))
            let into = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[filled..<(filled + room)])
            let got: Int
            do throws(SystemCallError) { got = try unsafe file.read(into: into) } catch {
                throw ArchiveError(.input, "read for the archive", entry: entryName, cause: error)
            }
            if got == 0 { break }
            try expect(Int64(got))
            filled += got
            position += Int64(got)
            done += Int64(got)
        }
        return done
    }

    /// Leaves the contents of the current entry to another sink of the file, and answers their place in it.
    public func leaveContents(to file: DirectFileSink) throws(ArchiveError) -> Int64 {
        try flush()
        let place = try file.leave(contentLeft)
        position += contentLeft
        contentLeft = 0
        return place
    }

    /// Adds a file whose contents are at hand.
    public func add(_ entry: TarEntry, contents: [UInt8]) throws(ArchiveError) {
        var entry = entry
        entry.size = Int64(contents.count)
        try add(entry)
        try write(contents)
    }

    /// Writes zeros for contents that are missing.
    public func fill() throws(ArchiveError) {
        let zeros = [UInt8](repeating: 0, count: 4096)
        while contentLeft > 0 {
            let count = Int(min(contentLeft, 4096))
            try write(Array(zeros[..<count]))
        }
    }

    /// Ends the archive, and finishes the sink.
    public func finish() throws(ArchiveError) {
        try endEntry()
        try put([UInt8](repeating: 0, count: 1024))
        try flush()
        try sink.finish()
    }

    private func expect(_ count: Int64) throws(ArchiveError) {
        contentLeft -= count
        if contentLeft < 0 {
            throw ArchiveError(
                .malformed, "write tar", entry: entryName, offset: position,
                cause: "\(-contentLeft) bytes more than the entry said")
        }
    }

    private func endEntry() throws(ArchiveError) {
        guard contentLeft == 0 else {
            throw ArchiveError(
                .malformed, "write tar", entry: entryName, offset: position,
                cause: "\(contentLeft) bytes of the contents were not written")
        }
        if padding > 0 { try put([UInt8](repeating: 0, count: padding)) }
        padding = 0
    }

    private func put(_ bytes: [UInt8]) throws(ArchiveError) {
        try unsafe bytes.withUnsafeBufferPointer { (bytes) throws(ArchiveError) in
            try unsafe put(UnsafeRawBufferPointer(bytes))
        }
    }

    private func put(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        position += Int64(bytes.count)
        if bytes.count > buffer.capacity - filled { try flush() }
        // What would fill the buffer anyway need not go through it.
        if bytes.count >= buffer.capacity { return try unsafe sink.write(bytes) }
        unsafe UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[filled...]).copyMemory(from: bytes)
        filled += bytes.count
    }

    private func flush() throws(ArchiveError) {
        if filled == 0 { return }
        try unsafe sink.write(buffer.prefix(filled))
        filled = 0
    }
}
