internal import Archives
internal import OCISpecification

/// A layer on its way into an archive: plain, and checked against its digest.
struct SavedLayer {
    private let store: ImageStore
    private let diffID: Digest
    /// Of the blob.
    private let digest: Digest
    /// Bytes of the plain archive.
    let size: Int64

    init(_ layer: ImageContents.Layer, of store: ImageStore) throws(ImageStoreError) {
        self.store = store
        diffID = layer.diffID
        digest = layer.descriptor.digest
        if let size = try store.layers.record(of: diffID)?.archiveBytes, size > 0 {
            self.size = size
        } else {
            let source = unsafe TappedSource(DecompressingSource(try store.content.source(of: digest)), tap: { _ in })
            try archiving { () throws(ArchiveError) in try source.drain() }
            size = source.count
        }
    }

    /// Gives all bytes to `take`, exactly as many as ``size``.
    func write(_ take: (UnsafeRawBufferPointer) throws(ArchiveError) -> Void) throws(ImageStoreError) {
        let blob = try store.content.source(of: digest)
        var stream = DigestStream()
        var left = size
        do throws(ArchiveError) {
            // Decompressing takes as long as hashing and writing: each has a thread.
            let source = try ReadAheadSource(DecompressingSource(blob))
            while true {
                let chunk = unsafe try source.next()
                if unsafe chunk.isEmpty { break }
                left -= Int64(chunk.count)
                // More would be written over what follows.
                guard left >= 0 else { break }
                unsafe stream.update(chunk)
                try unsafe take(chunk)
            }
        } catch { throw ImageStoreError("saving the layer", digest.description, error) }
        guard left == 0, stream.digest() == diffID else { throw store.content.damaged(digest) }
    }
}
