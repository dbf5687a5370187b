public import ImageStorage
public import OCISpecification

/// What is to be pushed.
public struct PushRequest: Sendable {
    /// An image of the store.
    public var image: NameRecord
    /// Where to; with neither tag nor digest, `latest`.
    public var destination: ImageReference
    /// An index is pushed with all its platforms that are in the store; false pushes the record's own manifest only.
    public var pushesIndex: Bool
    /// Repositories of the same registry that may have its layers: they are taken over there without being sent.
    public var knownRepositories: [String]
    /// How what is pushed is signed.
    public var signing = SigningChoice()

    public init(
        _ image: NameRecord, to destination: ImageReference, pushesIndex: Bool = false, knownRepositories: [String] = []
    ) {
        self.image = image
        self.destination = destination.withDefaultTag
        self.pushesIndex = pushesIndex
        self.knownRepositories = knownRepositories
    }
}

/// What a push did.
public struct PushedImage: Hashable, Sendable {
    public let digest: Digest
    /// Bytes of the manifest.
    public let size: Int64
    /// Bytes of blobs that were sent.
    public let sent: Int64
}

/// Sends images of the store to registries: every byte as it was pulled or built.
public struct ImagePusher: Sendable {
    let session: RegistrySession
    let store: ImageStore
    let events: @Sendable (TransferEvent) -> Void

    public init(
        session: RegistrySession, store: ImageStore, events: @escaping @Sendable (TransferEvent) -> Void = { _ in }
    ) {
        self.session = session
        self.store = store
        self.events = events
    }

    public func push(_ request: PushRequest) async throws(RegistryError) -> PushedImage {
        let reference = request.destination
        let repository = try session.repository(registry: reference.domain, name: reference.path)
        let errand = repository.errand("push", reference.description)
        // What is being pushed must not be collected meanwhile.
        let transfer = try storing(errand) { () throws(ImageStoreError) in try store.beginTransfer() }
        defer { transfer.end() }
        try storing(errand) { () throws(ImageStoreError) in try transfer.keep(request.image) }
        let target = request.pushesIndex ? request.image.target : request.image.manifest
        var manifests: [NameRecord.Target] = [target]
        let document = try storing(errand) { () throws(ImageStoreError) in
            _ = try transfer.holds(target.digest)
            return try ImageDocuments(content: store.content).document(target)
        }
        if case .index(let index) = document { manifests = index.manifests.map { NameRecord.Target($0) } }
        var blobs: [ContentDescriptor] = []
        var seen: Set<Digest> = []
        for manifest in manifests {
            let parsed = try storing(errand) { () throws(ImageStoreError) in
                guard try transfer.holds(manifest.digest) else {
                    throw ImageStoreError(
                        .missing, "pushing the index", target.digest.description,
                        cause: "its manifest \(manifest.digest) has not been pulled",
                        nextStep: "push one platform only, or pull the others first")
                }
                return try ImageDocuments(content: store.content).manifest(manifest)
            }
            for blob in parsed.layers + [parsed.config] where seen.insert(blob.digest).inserted {
                // What lies elsewhere is named in the manifest and not sent, as the specification wants it.
                if MediaType.isForeignLayer(blob.mediaType), blob.urls?.isEmpty == false { continue }
                blobs.append(blob)
            }
        }
        events(.layers(blobs))
        let sent = try await sendAll(blobs, request, repository, errand, transfer)
        if case .index = document {
            for manifest in manifests {
                try await put(manifest, as: .digest(manifest.digest), repository, errand)
            }
        }
        let name: ManifestName =
            reference.digest.map { .digest($0) } ?? .tag(reference.tag ?? ImageReference.defaultTag)
        try await put(target, as: name, repository, errand)
        if !request.signing.isEmpty {
            try await repository.sign(target.digest, as: reference, request.signing, errand: errand)
        }
        return PushedImage(digest: target.digest, size: target.size, sent: sent)
    }

    private func put(
        _ manifest: NameRecord.Target, as name: ManifestName, _ repository: Repository, _ errand: Errand
    ) async throws(RegistryError) {
        let bytes = try storing(errand) { () throws(ImageStoreError) in
            try store.content.read(manifest.digest, limit: ImageDocuments.manifestLimit)
        }
        try await repository.putManifest(
            bytes, mediaType: manifest.mediaType, digest: manifest.digest, as: name, errand: errand)
    }

    private func sendAll(
        _ blobs: [ContentDescriptor], _ request: PushRequest, _ repository: Repository, _ errand: Errand,
        _ transfer: ImageTransfer
    ) async throws(RegistryError) -> Int64 {
        let queue = blobs.sorted { $0.size > $1.size }
        let limit = max(1, session.options.parallelTransfers)
        let upload = BlobUpload(
            repository: repository, sources: request.knownRepositories, errand: errand, events: events)
        let source = StoreSource(store: store, transfer: transfer, record: request.image, name: errand.subject, preferred: nil)
        return try await inParallel(queue, limit: limit) { (blob) async throws(RegistryError) in
            let open: @Sendable () async throws(RegistryError) -> BlobStream = { () async throws(RegistryError) in
                try await source.blob(blob)
            }
            // That it is here is known before anything is asked of the registry.
            _ = try await open()
            let arrival = try await upload.run(blob, open: open)
            events(.layer(blob.digest, arrival.state))
            return arrival.bytes
        }
    }
}
