internal import Archives
internal import Dispatch
internal import Linux
internal import OCISpecification
internal import Synchronization

/// One layer on its way into the store: the bytes of its blob are written here as they come, and while they come they
/// are hashed, stored, decompressed, hashed again and unpacked.
///
///     write ──queue──> digest, blob file ──queue──> decompress ──queue──> diff id, files
///
/// Each of the three has a thread while the blob comes compressed; one that is plain passes the first two on one.
/// Written to by one task at a time. The queues are bounded: ``write(_:)`` waits while they are full, and
/// ``whenWritable(_:)`` tells when it would not. Blob and tree take their places together, when all digests are right.
public final class LayerIngest: @unchecked Sendable {
    /// How an ingest starts.
    public enum Start {
        /// Blob and tree are in the store.
        case present
        case begun(LayerIngest)
        /// That process works on the same layer: wait a little and begin again.
        case busy(process: CInt)
    }

    /// False when the blob is in the store and only has to be unpacked: then just finish.
    public let needsData: Bool
    /// The byte of the blob at which the writer goes on: above 0 when an earlier transfer was broken off.
    public let resumeOffset: Int64
    public let source: LayerSource

    let content: ContentStore
    let layers: LayerStore
    /// Whose bytes are awaited; nil when the blob is in the store.
    let blob: BlobIngest?
    /// Where the layer is unpacked; nil when only the blob is wanted.
    let unpack: UnpackDirectory?
    /// Whom blob and layer are kept for once their digests are known.
    let lease: ContentLease?
    let flusher: BackgroundFlush?
    /// Where the bytes are fetched from when nobody writes them.
    let feed: (any ByteSource)?
    let input = ChunkQueue(capacity: 8)
    let output = ChunkQueue(capacity: 8)
    let state = Mutex(State())
    let done = DispatchSemaphore(value: 0)
    /// The writer's own: the block that is being filled.
    private var current: (block: ByteBlock, filled: Int)?

    struct State {
        var running = 0
        var failure: ImageStoreError?
        var keepsPartial = false
        var format = CompressionFormat.none
        /// The blob is not stored: an outline of it is.
        var outlines = false
        var blobDigest: Digest?
        var blobSize: Int64 = 0
        var diffID: Digest?
        var summary: ExtractionSummary?
        var result: Result<IngestedLayer, ImageStoreError>?
        var completion: (@Sendable (Result<IngestedLayer, ImageStoreError>) -> Void)?
    }

    private init(
        content: ContentStore, layers: LayerStore, source: LayerSource, blob: BlobIngest?, unpack: UnpackDirectory?,
        lease: ContentLease?, flusher: BackgroundFlush?, feed: (any ByteSource)?
    ) {
        self.feed = feed
        self.lease = lease
        self.flusher = flusher
        self.content = content
        self.layers = layers
        self.source = source
        self.blob = blob
        self.unpack = unpack
        needsData = blob != nil && feed == nil
        resumeOffset = blob?.resumedAt ?? 0
    }

    /// Starts an ingest, or tells that there is nothing to do. Never waits.
    /// - Parameters:
    ///   - unpacking: false to store only the blob, as for platforms that do not run here.
    ///   - feed: the bytes of the blob, read by the ingest's own thread; then just finish.
    static func begin(
        content: ContentStore, layers: LayerStore, source: LayerSource, unpacking: Bool,
        lease: ContentLease?, flusher: BackgroundFlush?, feed: (any ByteSource)? = nil
    ) throws(ImageStoreError) -> Start {
        var blob: BlobIngest?
        if try wasDropped(source, content, layers) { return .present }
        if let digest = source.blob {
            switch try content.begin(digest, size: source.size) {
            case .present: break
            case .busy(let process): return .busy(process: process)
            case .begun(let begun): blob = begun
            }
        } else {
            blob = try content.beginUnnamed(size: source.size)
        }
        var unpack: UnpackDirectory?
        if unpacking, try !isReady(source, layers) {
            let outcome = try storing("unpacking the layer", source.name) { () throws(SystemCallError) in
                try UnpackDirectory.make(layout: layers.layout, identity: source.diffID)
            }
            switch outcome {
            case .busy(let process): return .busy(process: process)
            case .made(let made):
                // The one who held the claim before us may just have finished.
                if try isReady(source, layers) { made.discard() } else { unpack = made }
            }
        }
        if blob == nil, unpack == nil { return .present }
        let ingest = LayerIngest(
            content: content, layers: layers, source: source, blob: blob, unpack: unpack, lease: lease,
            flusher: flusher, feed: feed)
        ingest.start()
        return .begun(ingest)
    }

    /// Whether the layer is there unpacked and its blob was dropped on purpose: then nothing is to be fetched.
    private static func wasDropped(
        _ source: LayerSource, _ content: ContentStore, _ layers: LayerStore
    ) throws(ImageStoreError) -> Bool {
        guard let digest = source.blob, let diffID = source.diffID, try layers.isReady(diffID),
            try !content.contains(digest, size: source.size)
        else { return false }
        return try content.wasDropped(digest, size: source.size, diffID: diffID)
    }

    private static func isReady(_ source: LayerSource, _ layers: LayerStore) throws(ImageStoreError) -> Bool {
        guard let diffID = source.diffID else { return false }
        return try layers.isReady(diffID)
    }

    // MARK: The writer

    /// Takes the next bytes of the blob; waits while the layer's threads are behind.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(ImageStoreError) {
        var done = 0
        while done < bytes.count {
            if current == nil {
                guard let block = input.emptyBlock() else { throw whatFailed() }
                current = (block, 0)
            }
            guard let (block, filled) = current else { return }
            let count = min(block.capacity - filled, bytes.count - done)
            unsafe UnsafeMutableRawBufferPointer(rebasing: block.bytes[filled..<(filled + count)])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[done..<(done + count)]))
            done += count
            if filled + count == block.capacity {
                input.push(block, count: block.capacity)
                current = nil
            } else {
                current = (block, filled + count)
            }
        }
    }

    public func write(_ bytes: [UInt8]) throws(ImageStoreError) {
        try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(ImageStoreError) in
            try unsafe write(UnsafeRawBufferPointer(buffer))
        }
    }

    /// Calls back as soon as about 256 KiB can be written without waiting, on whatever thread; at once if that is now.
    public func whenWritable(_ resume: @escaping @Sendable () -> Void) {
        input.whenWritable(resume)
    }

    /// Says that all bytes were written, waits, and puts blob and tree in place.
    public func finish() throws(ImageStoreError) -> IngestedLayer {
        endInput()
        done.wait()
        done.signal()
        guard let result = state.withLock({ $0.result }) else { throw whatFailed() }
        return try result.get()
    }

    /// Says that all bytes were written; calls back when blob and tree are in place, or with why they are not.
    public func finish(_ completion: @escaping @Sendable (Result<IngestedLayer, ImageStoreError>) -> Void) {
        endInput()
        let result = state.withLock { state in
            if state.result == nil { state.completion = completion }
            return state.result
        }
        if let result { completion(result) }
    }

    /// Gives up and waits until everything has stopped.
    /// - Parameter keepingPartial: keep what came of the blob, so that the next transfer goes on there.
    public func cancel(keepingPartial: Bool) {
        state.withLock { state in
            state.keepsPartial = keepingPartial
            if state.failure == nil { state.failure = cancelled }
        }
        flushCurrent()
        input.end(ArchiveError(.input, "read the layer", cause: "the transfer was given up"))
        done.wait()
        done.signal()
    }

    private func flushCurrent() {
        if let (block, filled) = current { input.push(block, count: filled) }
        current = nil
    }

    func endInput() {
        flushCurrent()
        input.end()
    }

    var cancelled: ImageStoreError {
        ImageStoreError(.cancelled, "storing the layer", source.name, cause: "the transfer was given up")
    }

    private func whatFailed() -> ImageStoreError { state.withLock { $0.failure } ?? cancelled }

    func fail(_ error: ImageStoreError) {
        state.withLock { state in
            // Wrong bytes are why they could not be unpacked.
            if state.failure == nil || (error.code == .digestMismatch && state.failure?.code != .cancelled) {
                state.failure = error
            }
        }
    }
}

extension LayerSource {
    /// What messages call it.
    var name: String { blob?.description ?? diffID?.description ?? "" }
}
