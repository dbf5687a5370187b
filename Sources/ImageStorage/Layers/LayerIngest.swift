internal import Archives
internal import Dispatch
internal import Linux
internal import OCISpecification
internal import Synchronization

/// One layer on its way into the store: the bytes of its blob are written here as they come, and while they come they
/// are hashed, stored, decompressed, hashed again and unpacked.
///
///     write ──queue──> intake thread: digest, blob file, decompress ──queue──> unpack thread: diff id, files
///
/// Written to by one task at a time. Both queues are bounded: ``write(_:)`` waits while they are full, and
/// ``whenWritable(_:)`` tells when it would not. Blob and tree take their places together, when all digests are right.
package final class LayerIngest: @unchecked Sendable {
    /// How an ingest starts.
    package enum Start {
        /// Blob and tree are in the store.
        case present
        case begun(LayerIngest)
        /// That process works on the same layer: wait a little and begin again.
        case busy(process: CInt)
    }

    /// False when the blob is in the store and only has to be unpacked: then just finish.
    package let needsData: Bool
    /// The byte of the blob at which the writer goes on: above 0 when an earlier transfer was broken off.
    package let resumeOffset: Int64
    package let source: LayerSource

    private let content: ContentStore
    private let layers: LayerStore
    /// Whose bytes are awaited; nil when the blob is in the store.
    private let blob: BlobIngest?
    /// Where the layer is unpacked; nil when only the blob is wanted.
    private let unpack: UnpackDirectory?
    /// Whom blob and layer are kept for once their digests are known.
    private let lease: ContentLease?
    private let input = ChunkQueue(blockSize: 256 << 10, capacity: 16)
    private let output = ChunkQueue(blockSize: 256 << 10, capacity: 16)
    private let state = Mutex(State())
    private let done = DispatchSemaphore(value: 0)
    /// The writer's own: the block that is being filled.
    private var current: (block: ByteBlock, filled: Int)?

    private struct State {
        var running = 0
        var failure: ImageStoreError?
        var keepsPartial = false
        var format = CompressionFormat.none
        var blobDigest: Digest?
        var blobSize: Int64 = 0
        var diffID: Digest?
        var summary: ExtractionSummary?
        var result: Result<IngestedLayer, ImageStoreError>?
        var completion: (@Sendable (Result<IngestedLayer, ImageStoreError>) -> Void)?
    }

    private init(
        content: ContentStore, layers: LayerStore, source: LayerSource, blob: BlobIngest?, unpack: UnpackDirectory?,
        lease: ContentLease?
    ) {
        self.lease = lease
        self.content = content
        self.layers = layers
        self.source = source
        self.blob = blob
        self.unpack = unpack
        needsData = blob != nil
        resumeOffset = blob?.resumedAt ?? 0
    }

    /// Starts an ingest, or tells that there is nothing to do. Never waits.
    /// - Parameter unpacking: false to store only the blob, as for platforms that do not run here.
    static func begin(
        content: ContentStore, layers: LayerStore, source: LayerSource, unpacking: Bool,
        lease: ContentLease?
    ) throws(ImageStoreError) -> Start {
        var blob: BlobIngest?
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
            content: content, layers: layers, source: source, blob: blob, unpack: unpack, lease: lease)
        ingest.start()
        return .begun(ingest)
    }

    private static func isReady(_ source: LayerSource, _ layers: LayerStore) throws(ImageStoreError) -> Bool {
        guard let diffID = source.diffID else { return false }
        return try layers.isReady(diffID)
    }

    // MARK: The writer

    /// Takes the next bytes of the blob; waits while the layer's threads are behind.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(ImageStoreError) {
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

    package func write(_ bytes: [UInt8]) throws(ImageStoreError) {
        try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(ImageStoreError) in
            try unsafe write(UnsafeRawBufferPointer(buffer))
        }
    }

    /// Calls back as soon as about 256 KiB can be written without waiting, on whatever thread; at once if that is now.
    package func whenWritable(_ resume: @escaping @Sendable () -> Void) {
        input.whenWritable(resume)
    }

    /// Says that all bytes were written, waits, and puts blob and tree in place.
    package func finish() throws(ImageStoreError) -> IngestedLayer {
        endInput()
        done.wait()
        done.signal()
        guard let result = state.withLock({ $0.result }) else { throw whatFailed() }
        return try result.get()
    }

    /// Says that all bytes were written; calls back when blob and tree are in place, or with why they are not.
    package func finish(_ completion: @escaping @Sendable (Result<IngestedLayer, ImageStoreError>) -> Void) {
        endInput()
        let result = state.withLock { state in
            if state.result == nil { state.completion = completion }
            return state.result
        }
        if let result { completion(result) }
    }

    /// Gives up and waits until everything has stopped.
    /// - Parameter keepingPartial: keep what came of the blob, so that the next transfer goes on there.
    package func cancel(keepingPartial: Bool) {
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

    private var cancelled: ImageStoreError {
        ImageStoreError(.cancelled, "storing the layer", source.name, cause: "the transfer was given up")
    }

    private func whatFailed() -> ImageStoreError { state.withLock { $0.failure } ?? cancelled }

    private func fail(_ error: ImageStoreError) {
        state.withLock { if $0.failure == nil { $0.failure = error } }
    }

    // MARK: The threads

    private func start() {
        state.withLock { $0.running = unpack == nil ? 1 : 2 }
        DispatchQueue(label: "apus.layer.intake").async { [self] in
            runIntake()
            input.close()
            leave()
        }
        guard unpack != nil else { return }
        DispatchQueue(label: "apus.layer.unpack").async { [self] in
            runUnpack()
            output.close()
            leave()
        }
    }

    /// The last thread to end puts things in place.
    private func leave() {
        let isLast = state.withLock { state in
            state.running -= 1
            return state.running == 0
        }
        guard isLast else { return }
        let result: Result<IngestedLayer, ImageStoreError>
        do throws(ImageStoreError) { result = .success(try conclude()) } catch {
            let keeps = state.withLock { $0.keepsPartial && $0.failure?.code == .cancelled }
            blob?.abandon(keepingPartial: keeps)
            unpack?.discard()
            result = .failure(error)
        }
        let completion = state.withLock { state in
            state.result = result
            defer { state.completion = nil }
            return state.completion
        }
        done.signal()
        completion?(result)
    }

    private func runIntake() {
        do throws(ImageStoreError) {
            let bytes = try intakeSource()
            do throws(ArchiveError) {
                if unpack == nil { try bytes.drain() } else { try decompress(bytes) }
            } catch {
                // What went wrong while storing says more than that the source broke off.
                throw bytes.failure ?? ImageStoreError("unpacking the layer", source.name, error)
            }
            if let blob {
                let digest = try blob.verify()
                state.withLock { state in
                    state.blobDigest = digest
                    state.blobSize = blob.offset
                }
            } else {
                state.withLock { state in
                    state.blobDigest = source.blob
                    state.blobSize = bytes.count
                }
            }
            output.end()
        } catch {
            fail(error)
            output.end(ArchiveError(.input, "read the layer", cause: error.cause))
        }
    }

    private func intakeSource() throws(ImageStoreError) -> IntakeSource {
        if let blob { return IntakeSource(queue: input, blob: blob) }
        guard let digest = source.blob else { throw cancelled }
        return IntakeSource(file: DescriptorSource(try content.open(digest), name: digest.description))
    }

    private func decompress(_ bytes: IntakeSource) throws(ArchiveError) {
        let plain = DecompressingSource(bytes)
        while true {
            let chunk = unsafe try plain.next()
            if unsafe chunk.isEmpty { break }
            state.withLock { $0.format = plain.format ?? .none }
            var done = 0
            while done < chunk.count {
                guard let block = output.emptyBlock() else {
                    throw ArchiveError(.output, "unpack the layer", cause: "unpacking was given up")
                }
                let count = min(block.capacity, chunk.count - done)
                unsafe block.bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: chunk[done..<(done + count)]))
                output.push(block, count: count)
                done += count
            }
        }
        state.withLock { $0.format = plain.format ?? .none }
        try bytes.drain()
    }

    private func runUnpack() {
        guard let unpack else { return }
        do throws(ImageStoreError) {
            let tree: Descriptor
            do throws(SystemCallError) { tree = try unpack.openTree() } catch {
                throw ImageStoreError("unpacking the layer", source.name, error)
            }
            var digest = DigestStream()
            // The first chunk tells how the blob is compressed; a plain one has been hashed as a blob already.
            var hashes: Bool?
            let tapped = unsafe TappedSource(QueueSource(output)) { [self] (chunk) throws(ArchiveError) in
                let wanted = hashes ?? (state.withLock { $0.format } != .none || needsOwnDigest)
                hashes = wanted
                if wanted { unsafe digest.update(chunk) }
            }
            let summary: ExtractionSummary
            do throws(ArchiveError) {
                summary = try LayerExtractor.extract(tapped, into: tree, options: layers.options)
            } catch { throw ImageStoreError("unpacking the layer", source.name, error) }
            state.withLock { state in
                state.summary = summary
                state.diffID = hashes == false ? nil : digest.digest()
            }
        } catch { fail(error) }
    }

    /// A plain blob from the store is not hashed by the intake.
    private var needsOwnDigest: Bool { blob == nil || source.blob.map { $0.algorithm != "sha256" } ?? false }

    // MARK: The end

    private func conclude() throws(ImageStoreError) -> IngestedLayer {
        let (failure, format, blobDigest, blobSize, ownDiff, summary) = state.withLock {
            ($0.failure, $0.format, $0.blobDigest, $0.blobSize, $0.diffID, $0.summary)
        }
        if let failure { throw failure }
        guard let blobDigest else { throw cancelled }
        let diffID = unpack == nil ? source.diffID ?? blobDigest : ownDiff ?? blobDigest
        if let wanted = source.diffID, wanted != diffID {
            throw ImageStoreError(
                .digestMismatch, "unpacking the layer", source.name,
                cause: "its uncompressed bytes have the digest \(diffID) and the image's configuration says \(wanted)",
                nextStep: "the image is damaged or forged: nothing of the layer was kept")
        }
        try lease?.add([blobDigest, diffID])
        try blob?.finish()
        var ingested = IngestedLayer(
            blob: blobDigest, size: blobSize, diffID: diffID, archiveBytes: summary?.archiveBytes ?? 0,
            contentBytes: summary?.contentBytes ?? 0, compression: format.rawValue)
        guard let unpack else {
            if let known = try layers.record(of: diffID) {
                ingested.archiveBytes = known.archiveBytes
                ingested.contentBytes = known.contentBytes
            }
            return ingested
        }
        let record = LayerRecord(
            diffID: diffID, blob: blobDigest, archiveBytes: ingested.archiveBytes, contentBytes: ingested.contentBytes,
            entries: summary?.entries ?? 0, impliedDirectories: summary?.impliedDirectories.count ?? 0)
        if let implied = summary?.impliedDirectories, !implied.isEmpty {
            try storing("unpacking the layer", source.name) { () throws(SystemCallError) in
                try AtomicRecord.write(
                    Array(implied.map(\.bytes).joined(separator: [0])), to: LayerStore.impliedName, in: unpack.path,
                    flush: false)
            }
        }
        try layers.publish(unpack, record, as: diffID)
        return ingested
    }
}

extension LayerSource {
    /// What messages call it.
    var name: String { blob?.description ?? diffID?.description ?? "" }
}

extension LayerStore {
    /// Gives an unpacked layer its place, unless a whole one has it.
    func publish(_ unpack: UnpackDirectory, _ record: LayerRecord, as identity: Digest) throws(ImageStoreError) {
        while true {
            let published = try storing("unpacking the layer", identity.description) { () throws(SystemCallError) in
                try unpack.publish(record, as: layout.layer(identity))
            }
            if published { return }
            // A torn one from an earlier boot is moved out of the way by the look at it.
            if try isReady(identity) { return unpack.discard() }
        }
    }
}
