internal import Archives

/// The bytes of a layer's blob as its threads see them: what an earlier transfer left, then what comes; or a blob of the
/// store. New bytes are stored and hashed before they are handed on.
@safe final class IntakeSource: ByteSource {
    private let bytes: any ByteSource
    private let blob: BlobIngest?
    private var replayBlock: ByteBlock?
    /// What went wrong while storing; the archive error that follows from it only says that reading ended.
    private(set) var failure: ImageStoreError?
    /// Bytes handed on.
    private(set) var count: Int64 = 0

    private let flusher: BackgroundFlush?
    /// Called when the first bytes say that the blob is plain; then it is not stored. Nil where it is stored anyway.
    private var onOutline: (() -> Void)?

    init(_ bytes: any ByteSource, blob: BlobIngest, flusher: BackgroundFlush?, onOutline: (() -> Void)?) {
        self.bytes = bytes
        self.blob = blob
        self.flusher = flusher
        self.onOutline = blob.resumedAt == 0 ? onOutline : nil
        if blob.resumedAt > 0 { replayBlock = ByteBlock(capacity: 256 << 10) }
    }

    init(file: any ByteSource) {
        bytes = file
        blob = nil
        flusher = nil
    }

    func next() throws(ArchiveError) -> UnsafeRawBufferPointer {
        if let blob, let block = replayBlock {
            let replayed = try blob.replay(into: block)
            if replayed > 0 {
                count += Int64(replayed)
                return unsafe block.prefix(replayed)
            }
            replayBlock = nil
        }
        let chunk = unsafe try bytes.next()
        if unsafe chunk.isEmpty { return unsafe chunk }
        if let blob {
            if let onOutline {
                // Compressed bytes do not show where the files' contents are.
                if try unsafe CompressionFormat.detect(Array(chunk.prefix(4))) == .none {
                    blob.stopStoring()
                    onOutline()
                }
                self.onOutline = nil
            }
            if blob.stores { flusher?.wrote(Int64(chunk.count)) }
            do throws(ImageStoreError) { try unsafe blob.write(chunk) } catch {
                failure = error
                throw ArchiveError(.output, "store the blob", cause: error.description, errno: error.errno)
            }
        }
        count += Int64(chunk.count)
        return unsafe chunk
    }
}
