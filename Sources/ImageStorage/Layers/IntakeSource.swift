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

    init(queue: ChunkQueue, blob: BlobIngest) {
        bytes = QueueSource(queue)
        self.blob = blob
        if blob.resumedAt > 0 { replayBlock = ByteBlock(capacity: 256 << 10) }
    }

    init(file: any ByteSource) {
        bytes = file
        blob = nil
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
            do throws(ImageStoreError) { try unsafe blob.write(chunk) } catch {
                failure = error
                throw ArchiveError(.output, "store the blob", cause: error.description, errno: error.errno)
            }
        }
        count += Int64(chunk.count)
        return unsafe chunk
    }
}
