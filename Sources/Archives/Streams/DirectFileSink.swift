public import Linux

/// Writes a new file from its beginning past the page cache, where the file system can: for what is kept, not read again soon.
/// The end is written when the sink is finished.
@safe public final class DirectFileSink: ByteSink {
    private let descriptor: Descriptor
    private let name: String
    private let file = BigFileWriting()
    private var written: Int64 = 0

    /// Takes over the descriptor of an empty file.
    public init(_ descriptor: consuming Descriptor, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    public func write(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        do throws(SystemCallError) { try unsafe file.write(bytes, to: descriptor) } catch { throw failure(error) }
        written += Int64(bytes.count)
    }

    public func finish() throws(ArchiveError) {
        do throws(SystemCallError) { try file.flush(to: descriptor) } catch { throw failure(error) }
    }

    private func failure(_ error: SystemCallError) -> ArchiveError {
        ArchiveError(.output, "write \(name)", offset: written, cause: error)
    }
}
