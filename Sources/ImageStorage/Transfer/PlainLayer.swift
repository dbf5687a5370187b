internal import Archives
internal import OCISpecification

/// A layer as the plain archive that it was packed from.
struct PlainLayer {
    private let layer: ImageContents.Layer
    private let store: ImageStore
    /// Bytes of the archive.
    let size: Int64
    /// The store has seen that the blob has this layer: then it is enough that the blob is what it was, which is fewer bytes.
    private let isBlobKnown: Bool

    init(_ layer: ImageContents.Layer, in store: ImageStore) throws(ImageStoreError) {
        self.layer = layer
        self.store = store
        let record = try store.layers.record(of: layer.diffID)
        isBlobKnown = record?.blob == layer.descriptor.digest
        if let size = record?.archiveBytes, size > 0 {
            self.size = size
        } else {
            let source = unsafe TappedSource(DecompressingSource(try store.content.source(of: layer.descriptor.digest)), tap: { _ in })
            try archiving { () throws(ArchiveError) in try source.drain() }
            size = source.count
        }
    }

    /// Gives its bytes to a reader, exactly as many as ``size``, and checks that they were those of the layer.
    ///
    /// - Parameter isAlone: no other layer is read at the same time: decompressing gets a thread of its own.
    func reading(
        isAlone: Bool = true, _ body: (any ByteSource) throws(ArchiveError) -> Void
    ) throws(ImageStoreError) {
        let digest = layer.descriptor.digest
        let expected = isBlobKnown ? digest : layer.diffID
        let check = try PassingDigest(expected)
        let blob = try store.content.source(of: digest)
        let compressed = isBlobKnown ? check.of(blob) : blob
        let decompressed: any ByteSource = DecompressingSource(compressed)
        let plain = isBlobKnown ? decompressed : check.of(decompressed)
        var left = size
        do throws(ArchiveError) {
            let source: any ByteSource = isAlone ? try ReadAheadSource(plain) : plain
            let bounded = unsafe TappedSource(source) { (chunk) throws(ArchiveError) in
                left -= Int64(chunk.count)
                // In a file, more would be written over what follows.
                if left < 0 { throw ArchiveError(.malformed, "read the layer", cause: "it is longer than it was") }
            }
            try body(bounded)
            // What may follow the compressed stream belongs to the blob.
            try compressed.drain()
        } catch {
            if left < 0 { throw store.content.damaged(digest) }
            throw ImageStoreError("saving the layer", digest.description, error)
        }
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

extension TarWriter {
    /// Writes the contents of the entry that was added last.
    func write(from source: any ByteSource) throws(ArchiveError) {
        while true {
            let chunk = unsafe try source.next()
            if unsafe chunk.isEmpty { return }
            try unsafe write(chunk)
        }
    }
}
