internal import Archives
internal import OCISpecification

/// A layer on its way into an archive: plain, and checked against a digest.
struct SavedLayer {
    private let store: ImageStore
    /// Of the blob.
    private let digest: Digest
    private let diffID: Digest
    /// Bytes of the plain archive.
    let size: Int64
    /// The store has seen that the blob has this layer: then it is enough that the blob is what it was, which is fewer bytes.
    private let isBlobKnown: Bool

    init(_ layer: ImageContents.Layer, of store: ImageStore) throws(ImageStoreError) {
        self.store = store
        diffID = layer.diffID
        digest = layer.descriptor.digest
        let record = try store.layers.record(of: diffID)
        isBlobKnown = record?.blob == digest
        if let size = record?.archiveBytes, size > 0 {
            self.size = size
        } else {
            let source = unsafe TappedSource(DecompressingSource(try store.content.source(of: digest)), tap: { _ in })
            try archiving { () throws(ArchiveError) in try source.drain() }
            size = source.count
        }
    }

    /// Gives all bytes to `take`, exactly as many as ``size``.
    ///
    /// - Parameter isAlone: no other layer is written at the same time: decompressing gets a thread of its own.
    func write(
        isAlone: Bool, _ take: (UnsafeRawBufferPointer) throws(ArchiveError) -> Void
    ) throws(ImageStoreError) {
        let expected = isBlobKnown ? digest : diffID
        let check = try PassingDigest(expected)
        let blob: any ByteSource = try store.content.source(of: digest)
        var left = size
        do throws(ArchiveError) {
            let compressed = isBlobKnown ? check.of(blob) : blob
            let decompressed: any ByteSource = DecompressingSource(compressed)
            let plain = isBlobKnown ? decompressed : check.of(decompressed)
            let source: any ByteSource = isAlone ? try ReadAheadSource(plain) : plain
            while true {
                let chunk = unsafe try source.next()
                if unsafe chunk.isEmpty { break }
                left -= Int64(chunk.count)
                // More would be written over what follows.
                guard left >= 0 else { break }
                try unsafe take(chunk)
            }
            // What may follow the compressed stream belongs to the blob.
            if left == 0 { try compressed.drain() }
        } catch { throw ImageStoreError("saving the layer", digest.description, error) }
        guard left == 0, check.digest == expected else { throw store.content.damaged(digest) }
    }
}

/// The digest of what passes, of the kind of another digest.
private final class PassingDigest {
    private var stream: DigestStream
    var digest: Digest { stream.digest() }

    init(_ expected: Digest) throws(ImageStoreError) {
        guard let stream = DigestStream(algorithm: expected.algorithm) else {
            throw ImageStoreError(.invalid, "checking", expected.description, cause: "digests of this kind are not known")
        }
        self.stream = stream
    }

    func of(_ source: any ByteSource) -> any ByteSource {
        unsafe TappedSource(source) { (bytes) throws(ArchiveError) in unsafe self.stream.update(bytes) }
    }
}
