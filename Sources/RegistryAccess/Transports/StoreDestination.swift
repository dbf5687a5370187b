internal import NIOCore
internal import ImageStorage
internal import OCISpecification

/// A name in the store of this user: layers are unpacked while they come.
struct StoreDestination: ImageDestination {
    let store: ImageStore
    let transfer: ImageTransfer
    /// Nil where the image is only brought, not published.
    let names: [ImageName]?
    let name: String
    let limit: Int
    let published: PublishedRecord
    let events: @Sendable (TransferEvent) -> Void

    init(
        _ names: [ImageName], _ store: ImageStore, limit: Int, published: PublishedRecord,
        events: @escaping @Sendable (TransferEvent) -> Void
    ) throws(RegistryError) {
        self.names = names
        self.store = store
        self.limit = max(1, limit)
        self.events = events
        self.published = published
        let name = "containers-storage:" + (names.first?.description ?? "")
        self.name = name
        transfer = try storing(Errand(doing: "copy", subject: name, registry: "", repository: "")) {
            () throws(ImageStoreError) in try store.beginTransfer()
        }
    }

    /// A destination for what a list is to name.
    init(_ transfer: ImageTransfer, limit: Int, name: String, events: @escaping @Sendable (TransferEvent) -> Void) {
        store = transfer.store
        self.transfer = transfer
        names = nil
        self.name = name
        self.limit = max(1, limit)
        published = PublishedRecord()
        self.events = events
    }

    private var errand: Errand { Errand(doing: "copy", subject: name, registry: "", repository: "") }
    var parallel: Int { limit }
    var abilities: DestinationAbilities {
        DestinationAbilities(keepsPartialIndexes: names != nil, holdsArtifacts: names == nil, holdsEncrypted: names == nil)
    }

    func put(
        _ blob: ContentDescriptor, _ role: BlobRole, from source: any ImageSource
    ) async throws(RegistryError) -> BlobArrival {
        if role == .configuration {
            let bytes = try await source.blob(blob).all(limit: ImageDocuments.configurationLimit)
            try storing(errand) { () throws(ImageStoreError) in _ = try transfer.put(bytes, expecting: blob.digest) }
            return .sent(blob.size)
        }
        var stream = try await source.blob(blob)
        let events = self.events
        stream.progress = { events(.layer(blob.digest, .transferring(done: $0, total: blob.size))) }
        stream.retrying = { events(.layer(blob.digest, .retrying($0))) }
        guard names != nil, role == .layer(isChosen: true), let compression = MediaType.layerCompression(blob.mediaType) else {
            return try await keep(blob, stream)
        }
        while true {
            let layer = LayerSource(blob: blob.digest, size: blob.size, diffID: nil, isOutlined: compression == .none)
            let start = try storing(errand) { () throws(ImageStoreError) in try transfer.beginLayer(layer) }
            switch start {
            case .present: return .present
            case .busy: try await pause()
            case .begun(let ingest):
                do throws(RegistryError) {
                    if ingest.needsData { try await fill(ingest, stream) }
                    events(.layer(blob.digest, .unpacking))
                } catch {
                    ingest.cancel(keepingPartial: false)
                    throw error
                }
                do throws(ImageStoreError) { _ = try await ingest.finished() } catch {
                    throw RegistryError(storing: error, errand, source.origin)
                }
                return .sent(blob.size)
            }
        }
    }

    private func fill(_ ingest: LayerIngest, _ stream: BlobStream) async throws(RegistryError) {
        var iterator = stream.makeAsyncIterator()
        var skip = ingest.resumeOffset
        while var chunk = try await iterator.step() {
            let known = min(skip, Int64(chunk.readableBytes))
            chunk.moveReaderIndex(forwardBy: Int(known))
            skip -= known
            do throws(ImageStoreError) { try await ingest.take(chunk) } catch {
                // That encrypted bytes were changed says more than that they cannot be unpacked.
                if error.code == .invalid, stream.decryption != nil { while try await iterator.step() != nil {} }
                throw RegistryError(storing: error, errand, nil)
            }
        }
    }

    /// Stores a blob that no container here needs unpacked.
    private func keep(_ blob: ContentDescriptor, _ stream: BlobStream) async throws(RegistryError) -> BlobArrival {
        while true {
            let start = try storing(errand) { () throws(ImageStoreError) in try transfer.beginBlob(blob.digest, size: blob.size) }
            switch start {
            case .present: return .present
            case .busy: try await pause()
            case .begun(let ingest):
                do throws(RegistryError) {
                    var iterator = stream.makeAsyncIterator()
                    var skip = ingest.resumedAt
                    while var chunk = try await iterator.step() {
                        let known = min(skip, Int64(chunk.readableBytes))
                        chunk.moveReaderIndex(forwardBy: Int(known))
                        skip -= known
                        let bytes = Array(chunk.readableBytesView)
                        try storing(errand) { () throws(ImageStoreError) in try ingest.write(bytes) }
                    }
                    try storing(errand) { () throws(ImageStoreError) in _ = try ingest.finish() }
                } catch {
                    ingest.abandon(keepingPartial: false)
                    throw error
                }
                return .sent(blob.size)
            }
        }
    }

    private func pause() async throws(RegistryError) {
        do { try await Task.sleep(for: .milliseconds(50)) } catch {
            throw RegistryError(.cancelled, doing: "copy", subject: name, cause: "it was interrupted")
        }
    }

    func put(_ manifest: FetchedManifest, isTop: Bool) async throws(RegistryError) {
        try storing(errand) { () throws(ImageStoreError) in
            _ = try transfer.put(manifest.bytes, expecting: manifest.digest)
        }
    }

    func finish(_ top: FetchedManifest, platform: Platform?) async throws(RegistryError) {
        guard let names else { return }
        let record = try storing(errand) { () throws(ImageStoreError) in
            try transfer.publish(NameRecord.Target(top.descriptor), as: names, platform: platform)
        }
        published.note(record)
        transfer.end()
    }

    func abandon() async { if names != nil { transfer.end() } }
}
