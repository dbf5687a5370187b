internal import NIOCore
internal import ImageStorage
internal import ImageTrust
internal import OCISpecification

/// The transfer of one image into the store: documents first, then all layers that are missing, several at once.
struct PullTransfer: Sendable {
    let repository: Repository
    let transfer: ImageTransfer
    let request: PullRequest
    let admission: Admission
    let errand: Errand
    let events: @Sendable (TransferEvent) -> Void

    /// Fetches all that the manifest names for the platform. Answers the bytes that came and, for an image with encrypted layers,
    /// the manifest of what was in them.
    func run(_ fetched: FetchedManifest) async throws(RegistryError) -> (bytes: Int64, decrypted: FetchedManifest?) {
        var (manifest, documents) = try await imageManifest(fetched)
        try await admission.admit(manifest)
        var bytes = Int64(fetched.bytes.count)
        let decrypted = try decrypted(manifest)
        if let decrypted {
            manifest = decrypted.manifest
            documents = [manifest]
        }
        for document in documents { try put(document) }
        let target = NameRecord.Target(
            mediaType: manifest.mediaType, digest: manifest.digest, size: Int64(manifest.bytes.count))
        bytes += try await fetchConfiguration(manifest)
        let contents = try storing(errand) { () throws(ImageStoreError) in
            try transfer.patiently { () throws(ImageStoreError) in try ImageContents(of: target, in: transfer.store.content) }
        }
        // Of an index what it says of its image decides: configurations leave the variant out, or name another one.
        if fetched.kind != .index { try checkPlatform(contents.platform) }
        var seen: Set<Digest> = []
        let layers = contents.layers.filter { seen.insert($0.descriptor.digest).inserted }
        for layer in layers { try check(layer.descriptor) }
        events(.layers(layers.map(\.descriptor)))
        bytes += try await fetchAll(layers, decrypted?.opened ?? [:])
        return (bytes, decrypted?.manifest)
    }

    private func decrypted(_ manifest: FetchedManifest) throws(RegistryError) -> DecryptedImage? {
        let keys = repository.session.options.decryptionKeys
        guard let image = try manifest.decrypted(keys, doing: errand.doing, of: errand.subject) else { return nil }
        guard request.reference.digest == nil else {
            throw RegistryError(
                .unsupported, doing: errand.doing, subject: errand.subject,
                cause: "it has encrypted layers, and without their encryption it is not what that digest stands for",
                advice: "Pull it by a tag, or use `apus copy` with --decryption-key and another name")
        }
        return image
    }

    // MARK: Documents

    /// The manifest of the image, which of an index is the one that it has for the platform, and all that belongs into the store.
    private func imageManifest(
        _ fetched: FetchedManifest
    ) async throws(RegistryError) -> (manifest: FetchedManifest, documents: [FetchedManifest]) {
        guard fetched.kind == .index else { return (fetched, [fetched]) }
        let index: ImageIndex = try storing(errand) { () throws(ImageStoreError) in
            guard
                case .index(let index) = try ImageDocuments.parse(
                    fetched.bytes, mediaType: fetched.mediaType, name: fetched.digest.description)
            else { throw ImageStoreError(.invalid, "reading the index", "", cause: "it is none") }
            return index
        }
        let wanted = request.platform ?? .host
        guard let chosen = index.manifest(for: wanted) else {
            let offered = index.platforms.map { printable($0.description) }
            throw RegistryError(
                .noMatchingPlatform, doing: errand.doing, subject: errand.subject,
                cause: "there is no image for \(wanted) in it, but for "
                    + (offered.isEmpty ? "no platform at all" : offered.joined(separator: ", ")),
                advice: offered.isEmpty ? "" : "Choose one of them with --platform")
        }
        if let bytes = try held(chosen) {
            do throws(FetchedManifest.Refusal) {
                let image = try checkedImage(FetchedManifest(bytes: bytes, digest: chosen.digest, announced: chosen.mediaType))
                return (image, [fetched])
            } catch { throw refusal(error) }
        }
        let manifest = try await repository.manifest(
            .digest(chosen.digest), size: chosen.size, doing: errand.doing, subject: errand.subject)
        do throws(FetchedManifest.Refusal) { return (try checkedImage(manifest), [fetched, manifest]) } catch { throw refusal(error) }
    }

    private func checkedImage(_ manifest: FetchedManifest) throws(FetchedManifest.Refusal) -> FetchedManifest {
        guard manifest.kind == .image else {
            throw FetchedManifest.Refusal("its index names another index where an image should be", .unsupported)
        }
        return manifest
    }

    private func refusal(_ refusal: FetchedManifest.Refusal) -> RegistryError {
        RegistryError(
            refusal.code, doing: errand.doing, subject: errand.subject,
            cause: "the manifest cannot be used: \(refusal.cause)", advice: refusal.advice)
    }

    private func put(_ manifest: FetchedManifest) throws(RegistryError) {
        try storing(errand) { () throws(ImageStoreError) in
            _ = try transfer.put(manifest.bytes, expecting: manifest.digest)
        }
    }

    /// The bytes of a small blob that the store has.
    private func held(_ descriptor: ContentDescriptor) throws(RegistryError) -> [UInt8]? {
        try storing(errand) { () throws(ImageStoreError) in
            guard try transfer.holds(descriptor.digest, size: descriptor.size) else { return nil }
            do throws(ImageStoreError) {
                return try transfer.store.content.read(descriptor.digest, limit: ImageDocuments.configurationLimit)
            } catch {
                // A damaged one is fetched again.
                guard error.code == .damaged || error.code == .missing else { throw error }
                return nil
            }
        }
    }

    private func fetchConfiguration(_ manifest: FetchedManifest) async throws(RegistryError) -> Int64 {
        let config: ContentDescriptor = try storing(errand) { () throws(ImageStoreError) in
            guard
                case .manifest(let document) = try ImageDocuments.parse(
                    manifest.bytes, mediaType: manifest.mediaType, name: manifest.digest.description)
            else { throw ImageStoreError(.invalid, "reading the manifest", "", cause: "it is none") }
            return document.config
        }
        guard MediaType.isConfiguration(config.mediaType) else {
            throw RegistryError(
                .unsupported, doing: errand.doing, subject: errand.subject,
                cause: "it is no container image but an artifact of the type \(printable(config.mediaType))")
        }
        guard config.size >= 0, config.size <= ImageDocuments.configurationLimit else {
            throw RegistryError(
                .invalidManifest, doing: errand.doing, subject: errand.subject,
                cause: "its configuration is said to have \(config.size) bytes; at most"
                    + " \(ImageDocuments.configurationLimit) are taken")
        }
        if try held(config) != nil { return 0 }
        let bytes = try await repository.blob(
            config, limit: ImageDocuments.configurationLimit, doing: errand.doing, subject: errand.subject)
        try storing(errand, repository) { () throws(ImageStoreError) in
            _ = try transfer.put(bytes, expecting: config.digest)
        }
        return config.size
    }

    // MARK: Checks

    private func checkPlatform(_ platform: Platform) throws(RegistryError) {
        let wanted = request.platform ?? .host
        if wanted.runs(platform) { return }
        guard request.platform == nil else {
            throw RegistryError(
                .noMatchingPlatform, doing: errand.doing, subject: errand.subject,
                cause: "it is an image for \(printable(platform.description)) only, not for \(wanted)")
        }
        events(
            .notice(
                "\(errand.subject) is an image for \(printable(platform.description)); this machine is \(wanted)"))
    }

    private func check(_ layer: ContentDescriptor) throws(RegistryError) {
        func refusal(_ code: RegistryError.Code, _ cause: String) -> RegistryError {
            RegistryError(code, doing: errand.doing, subject: errand.subject, cause: cause)
        }
        guard layer.size >= 0 else { throw refusal(.invalidManifest, "the layer \(layer.digest) has a negative size") }
        guard MediaType.layerCompression(layer.mediaType) != nil else {
            throw refusal(
                .unsupported,
                "the layer \(layer.digest) is of the type \(printable(layer.mediaType)), which is not supported")
        }
        if MediaType.isForeignLayer(layer.mediaType), layer.urls?.isEmpty == false {
            throw refusal(
                .unsupported,
                "the layer \(layer.digest) is not in the registry but at \(printable(layer.urls?.first ?? "")),"
                    + " from where layers are not fetched")
        }
    }

    // MARK: Layers

    /// Fetches the layers, the largest first so that none is left alone at the end.
    private func fetchAll(
        _ layers: [ImageContents.Layer], _ opened: [Digest: OpenedLayer]
    ) async throws(RegistryError) -> Int64 {
        let queue = layers.sorted { $0.descriptor.size > $1.descriptor.size }
        let limit = max(1, repository.session.options.parallelTransfers)
        return try await inParallel(queue, limit: limit) { (layer) async throws(RegistryError) in
            try await fetch(layer, opened[layer.descriptor.digest])
        }
    }

    private func fetch(_ layer: ImageContents.Layer, _ opened: OpenedLayer?) async throws(RegistryError) -> Int64 {
        let digest = layer.descriptor.digest
        var hasRestarted = false
        while true {
            let start = try storing(errand) { () throws(ImageStoreError) in try transfer.beginLayer(layer.source) }
            switch start {
            case .present:
                events(.layer(digest, .present))
                return 0
            case .busy:
                events(.layer(digest, .waiting))
                do { try await Task.sleep(for: .milliseconds(50)) } catch { throw interrupted }
            case .begun(let ingest):
                do throws(RegistryError) { return try await fill(ingest, layer, opened) } catch {
                    // What an earlier transfer left was wrong; it is gone now.
                    guard error.code == .digestMismatch, ingest.resumeOffset > 0, !hasRestarted else { throw error }
                    hasRestarted = true
                }
            }
        }
    }

    private func fill(
        _ ingest: LayerIngest, _ layer: ImageContents.Layer, _ opened: OpenedLayer?
    ) async throws(RegistryError) -> Int64 {
        let descriptor = layer.descriptor
        if ingest.needsData, let opened {
            do throws(RegistryError) { try await decrypt(opened, into: ingest) } catch {
                ingest.cancel(keepingPartial: false)
                throw error
            }
        } else if ingest.needsData {
            let events = self.events
            let download = LayerDownload(
                repository: repository, descriptor: descriptor, errand: errand,
                progress: { events(.layer(descriptor.digest, .transferring(done: $0, total: descriptor.size))) },
                retrying: { events(.layer(descriptor.digest, .retrying($0))) })
            do throws(RegistryError) { try await download.run(into: ingest) } catch {
                // A wrong size is told of the blob as a whole: no part of it is worth keeping.
                ingest.cancel(keepingPartial: error.code != .sizeMismatch)
                throw error
            }
        }
        events(.layer(descriptor.digest, .unpacking))
        do throws(ImageStoreError) { _ = try await ingest.finished() } catch {
            throw RegistryError(storing: error, errand, repository)
        }
        events(.layer(descriptor.digest, .done))
        return ingest.needsData ? descriptor.size - ingest.resumeOffset : 0
    }

    /// What an earlier transfer left is passed over, not fetched less: the code at the end is over all of the blob.
    private func decrypt(_ layer: OpenedLayer, into ingest: LayerIngest) async throws(RegistryError) {
        var stream = BlobStream(blob: layer.encrypted, origin: .registry(repository, errand), name: errand.subject)
        stream.decryption = layer
        let (events, digest, total) = (self.events, layer.plain.digest, layer.plain.size)
        stream.progress = { events(.layer(digest, .transferring(done: $0, total: total))) }
        stream.retrying = { events(.layer(digest, .retrying($0))) }
        var iterator = stream.makeAsyncIterator()
        var skip = ingest.resumeOffset
        while var chunk = try await iterator.step() {
            let known = min(skip, Int64(chunk.readableBytes))
            chunk.moveReaderIndex(forwardBy: Int(known))
            skip -= known
            do throws(ImageStoreError) { try await ingest.take(chunk) } catch {
                // That the bytes were changed says more than that they cannot be unpacked.
                if error.code == .invalid { while try await iterator.step() != nil {} }
                throw RegistryError(storing: error, errand, repository)
            }
        }
    }

    private var interrupted: RegistryError {
        RegistryError(.cancelled, doing: errand.doing, subject: errand.subject, cause: "it was interrupted")
    }
}
