public import Linux

/// Reads a file, pipe or socket in chunks of one block of memory.
@safe public final class DescriptorSource: ByteSource {
    private let descriptor: Descriptor
    private let block: ByteBlock
    private let name: String
    /// Bytes that may still be read; nil for all there are.
    private var left: Int64?

    /// Takes over a descriptor; reads from its position on, at most `limit` bytes.
    public init(
        _ descriptor: consuming Descriptor, name: String = "input", limit: Int64? = nil, chunk: Int = 256 << 10
    ) {
        self.descriptor = descriptor
        self.name = name
        self.left = limit
        block = ByteBlock(capacity: chunk)
    }

    public func next() throws(ArchiveError) -> UnsafeRawBufferPointer {
        var wanted = block.capacity
        if let left { wanted = Int(min(Int64(wanted), left)) }
        if wanted == 0 { return unsafe block.prefix(0) }
        do throws(SystemCallError) {
            let into = unsafe UnsafeMutableRawBufferPointer(rebasing: block.bytes[..<wanted])
            let count = try unsafe descriptor.read(into: into)
            if let left { self.left = left - Int64(count) }
            return unsafe block.prefix(count)
        } catch { throw ArchiveError(.input, "read \(name)", cause: error) }
    }

    public func skip(_ count: Int64) throws(ArchiveError) -> Int64 {
        // A pipe cannot seek; a seek past the end would hide a truncated file, so stay inside it.
        guard let here = try? descriptor.seek(to: 0, whence: 1), let status = try? descriptor.status(),
            status.kind == .file
        else { return 0 }
        var wanted = min(count, max(0, status.size - here))
        if let left { wanted = min(wanted, left) }
        do throws(SystemCallError) { try descriptor.seek(to: wanted, whence: 1) } catch {
            throw ArchiveError(.input, "seek in \(name)", cause: error)
        }
        if let left { self.left = left - wanted }
        return wanted
    }
}

/// Writes to a file, pipe or socket. Finishing neither flushes to the disk nor closes.
@safe public final class DescriptorSink: ByteSink {
    private let descriptor: Descriptor
    private let name: String
    public private(set) var written: Int64 = 0

    public init(_ descriptor: consuming Descriptor, name: String = "output") {
        self.descriptor = descriptor
        self.name = name
    }

    public func write(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        do throws(SystemCallError) { try unsafe descriptor.write(bytes) } catch {
            throw ArchiveError(.output, "write \(name)", offset: written, cause: error)
        }
        written += Int64(bytes.count)
    }

    public func finish() throws(ArchiveError) {}
}
