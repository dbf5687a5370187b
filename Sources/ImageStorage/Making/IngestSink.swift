internal import Archives

/// Writes what an archiver makes straight into the store as a layer.
@safe final class IngestSink: ByteSink {
    private let ingest: LayerIngest
    /// What the store said; the archive error that follows from it only says that writing ended.
    private(set) var failure: ImageStoreError?

    init(_ ingest: LayerIngest) { self.ingest = ingest }

    func write(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        do throws(ImageStoreError) { try unsafe ingest.write(bytes) } catch {
            failure = error
            throw ArchiveError(.output, "store the layer", cause: error.description, errno: error.errno)
        }
    }

    func finish() throws(ArchiveError) {}
}
