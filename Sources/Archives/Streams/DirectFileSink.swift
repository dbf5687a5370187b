public import Linux

/// Writes a new file past the page cache, where the file system can: for what is kept, not read again soon. The end is written when
/// the sink is finished.
///
/// Parts of it may be written by other threads at the same time, each by a sink of its own.
@safe public final class DirectFileSink: ByteSink, @unchecked Sendable {
    private let descriptor: Descriptor
    private let name: String
    private let file = BigFileWriting()
    private var position: Int64

    /// Takes over the descriptor of an empty file.
    public convenience init(_ descriptor: consuming Descriptor, name: String) {
        self.init(descriptor, name: name, at: 0)
    }

    private init(_ descriptor: consuming Descriptor, name: String, at offset: Int64) {
        self.descriptor = descriptor
        self.name = name
        position = offset
        file.move(to: offset)
    }

    public func write(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        do throws(SystemCallError) { try unsafe file.write(bytes, to: descriptor) } catch { throw failure(error) }
        position += Int64(bytes.count)
    }

    public func finish() throws(ArchiveError) {
        do throws(SystemCallError) { try file.flush(to: descriptor) } catch { throw failure(error) }
    }

    /// Leaves out bytes that come from another sink, and answers their place.
    func leave(_ count: Int64) throws(ArchiveError) -> Int64 {
        try finish()
        let place = position
        position += count
        file.move(to: position)
        return place
    }

    /// Another sink of the file, that writes from a place on. It has its own way around the cache: that belongs to an opened file.
    public func part(at offset: Int64) throws(ArchiveError) -> DirectFileSink {
        do throws(SystemCallError) {
            return DirectFileSink(try open("/proc/self/fd/\(descriptor.number)", [.writeOnly]), name: name, at: offset)
        } catch { throw failure(error) }
    }

    private func failure(_ error: SystemCallError) -> ArchiveError {
        ArchiveError(.output, "write \(name)", offset: position, cause: error)
    }
}
