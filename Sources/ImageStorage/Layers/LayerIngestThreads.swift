internal import Archives
internal import Dispatch
internal import Linux
internal import OCISpecification
internal import Synchronization

// The two threads of a layer on its way.

extension LayerIngest {
    func start() {
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
                let cause = bytes.failure ?? ImageStoreError("unpacking the layer", source.name, error)
                try blameDigest(bytes, for: cause)
                throw cause
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

    /// Bytes that are no archive are most likely not those that were asked for: the rest is awaited to tell so.
    private func blameDigest(_ bytes: IntakeSource, for cause: ImageStoreError) throws(ImageStoreError) {
        let first = state.withLock { $0.failure?.code } ?? cause.code
        guard let blob, source.blob != nil, bytes.failure == nil, first == .invalid || first == .tooLarge else {
            return
        }
        // Bytes that do not come to the end have no digest: the first cause stands.
        do throws(ArchiveError) { try bytes.drain() } catch { return }
        _ = try blob.verify()
    }

    private func intakeSource() throws(ImageStoreError) -> IntakeSource {
        if let blob {
            return IntakeSource(
                feed ?? QueueSource(input), blob: blob, flusher: flusher,
                onOutline: source.isOutlined && unpack != nil && source.blob?.algorithm != "sha512"
                    ? { [self] in state.withLock { $0.outlines = true } } : nil)
        }
        guard let digest = source.blob else { throw cancelled }
        return IntakeSource(file: try content.leasedSource(of: digest))
    }

    private func decompress(_ bytes: IntakeSource) throws(ArchiveError) {
        try handOn(bytes)
        try bytes.drain()
    }

    private func handOn(_ bytes: IntakeSource) throws(ArchiveError) {
        // Hashing and storing the blob takes a third of the time of decompressing it.
        let plain = DecompressingSource(bytes, readsAhead: blob != nil)
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
    }

    private func runUnpack() {
        guard let unpack else { return }
        do throws(ImageStoreError) {
            let tree: OpenFile
            do throws(SystemCallError) { tree = OpenFile(try unpack.openTree()) } catch {
                throw ImageStoreError("unpacking the layer", source.name, error)
            }
            do throws(ArchiveError) { try extract(into: tree, unpack) } catch {
                throw ImageStoreError("unpacking the layer", source.name, error)
            }
        } catch { fail(error) }
    }

    private func extract(into tree: OpenFile, _ unpack: UnpackDirectory) throws(ArchiveError) {
        // By the first chunk it is known how the blob is compressed, and whether an outline is to be written.
        let plain = try StartedSource(QueueSource(output))
        let (format, outlines) = state.withLock { ($0.format, $0.outlines) }
        // A plain blob has been hashed as a blob already.
        let hashes = format != .none || needsOwnDigest
        var digest = DigestStream()
        let tapped = unsafe TappedSource(plain) { [flusher] (chunk) throws(ArchiveError) in
            if hashes { unsafe digest.update(chunk) }
            flusher?.wrote(Int64(chunk.count))
        }
        let summary: ExtractionSummary
        if outlines {
            summary = try extractWithOutline(tapped, into: tree, path: "\(unpack.path)/\(OutlineIndex.fileName)")
        } else {
            summary = try LayerExtractor.extract(tapped, into: tree.descriptor, options: layers.options)
        }
        state.withLock { state in
            state.summary = summary
            state.diffID = hashes ? digest.digest() : nil
        }
    }

    /// As `LayerExtractor.extract`, with an eye on where each file's contents lie in the archive.
    private func extractWithOutline(
        _ source: any ByteSource, into tree: OpenFile, path: String
    ) throws(ArchiveError) -> ExtractionSummary {
        let outline: OutlineWriter
        do throws(SystemCallError) { outline = try OutlineWriter(source, path: path, tree: tree) } catch {
            throw ArchiveError(.output, "write the outline", cause: error)
        }
        let reader = TarReader(outline, limits: layers.options.limits)
        let extractor = try TreeExtractor(root: tree.descriptor, options: layers.options)
        while let entry = try reader.next() {
            try outline.announce(entry)
            try extractor.add(entry, from: reader)
        }
        var summary = try extractor.finish()
        try reader.drain()
        summary.archiveBytes = reader.position
        try outline.finish()
        return summary
    }

    /// A plain blob from the store is not hashed by the intake.
    private var needsOwnDigest: Bool { blob == nil || source.blob.map { $0.algorithm != "sha256" } ?? false }
}

/// A source whose first chunk has been waited for.
@safe private final class StartedSource: ByteSource {
    private let source: any ByteSource
    private var first: UnsafeRawBufferPointer?

    init(_ source: any ByteSource) throws(ArchiveError) {
        self.source = source
        unsafe first = try source.next()
    }

    func next() throws(ArchiveError) -> UnsafeRawBufferPointer {
        if let chunk = unsafe first {
            unsafe first = nil
            return unsafe chunk
        }
        return unsafe try source.next()
    }
}
