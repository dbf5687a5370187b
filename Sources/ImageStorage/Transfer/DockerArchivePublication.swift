internal import JSONText
internal import OCISpecification

/// Makes images of docker's archive format: the configuration's bytes stay as they are, and so does the image's id; a
/// manifest is made for them.
struct DockerArchivePublication {
    let transfer: ImageTransfer
    let intake: ArchiveIntake

    private struct Item: Decodable {
        var Config: String
        var RepoTags: [String]?
        var Layers: [String]?
    }

    func publish(_ bytes: [UInt8], _ selection: PlatformSelection, flush: Bool) throws(ImageStoreError) -> [LoadedImage] {
        let items: [Item]
        do throws(JSONError) { items = try JSON.decode([Item].self, from: bytes) } catch {
            throw ImageStoreError(.invalid, "reading the image archive", "manifest.json", cause: error.description)
        }
        guard !items.isEmpty else { throw intake.invalid("its manifest.json names no image") }
        var wanted: [(item: Item, image: Parsed)] = []
        var selection = selection
        for item in items {
            let image = try parse(item)
            if selection.take(image.configuration.platform) { wanted.append((item, image)) }
        }
        try selection.requireAll()
        var loaded: [LoadedImage] = []
        for (item, image) in wanted {
            var names: [ImageName] = []
            for tag in item.RepoTags ?? [] where !names.contains(try ImageName(parsing: tag)) {
                names.append(try ImageName(parsing: tag))
            }
            let target = try store(item, image)
            let record = try transfer.publish(target, as: names, flush: flush)
            loaded.append(LoadedImage(record: record, names: names))
        }
        return loaded
    }

    private struct Parsed {
        var bytes: [UInt8]
        var configuration: ImageConfiguration
    }

    private func parse(_ item: Item) throws(ImageStoreError) -> Parsed {
        guard let path = ArchivePath.clean(item.Config.utf8), let config = intake.document(path) else {
            throw intake.invalid("the configuration \(item.Config) is not in it")
        }
        do throws(JSONError) { return Parsed(bytes: config, configuration: try ImageDocuments.configuration(config)) } catch {
            throw ImageStoreError(.invalid, "reading the image archive", item.Config, cause: error.description)
        }
    }

    private func store(_ item: Item, _ image: Parsed) throws(ImageStoreError) -> NameRecord.Target {
        let layers = item.Layers ?? []
        let diffIDs = image.configuration.rootfs.diff_ids
        guard layers.count == diffIDs.count else {
            throw intake.invalid(
                "\(item.Config) has \(diffIDs.count) layers and manifest.json names \(layers.count)")
        }
        guard layers.count <= ImageDocuments.layerLimit else { throw intake.invalid("it has \(layers.count) layers") }
        var descriptors: [ContentDescriptor] = []
        for (layer, diffID) in zip(layers, diffIDs) { descriptors.append(try descriptor(layer, diffID)) }
        let manifest = ImageManifest(
            schemaVersion: 2, mediaType: MediaType.dockerManifest,
            config: ContentDescriptor(
                mediaType: MediaType.dockerConfiguration, digest: try transfer.put(image.bytes), size: Int64(image.bytes.count)),
            layers: descriptors)
        return try transfer.put(manifest, mediaType: MediaType.dockerManifest)
    }

    private func descriptor(_ name: String, _ diffID: Digest) throws(ImageStoreError) -> ContentDescriptor {
        guard let path = ArchivePath.clean(name.utf8) else { throw intake.invalid("the name \(name) leads out of it") }
        switch intake.layer(path) {
        case .done(let layer):
            guard layer.diffID == diffID else { throw mismatch(name, layer.diffID, diffID) }
            return layer.descriptor
        case .held(let digest):
            return try held(digest, name, diffID)
        case .failed(let error): throw error
        case .running: throw intake.invalid("the layer \(name) was not finished")
        case nil:
            // Layers that the store has may be left out.
            if let record = try transfer.store.layers.record(of: diffID) { return try held(record.blob, name, diffID) }
            throw intake.invalid("the layer \(name) is not in it")
        }
    }

    /// A blob of the store as the layer: its tree must be the wanted one.
    private func held(_ blob: Digest, _ name: String, _ diffID: Digest) throws(ImageStoreError) -> ContentDescriptor {
        guard let size = try transfer.store.content.size(of: blob), try transfer.holds(blob, size: size) else {
            throw intake.invalid("the layer \(name) is not in it")
        }
        let record = try transfer.store.layers.record(of: diffID)
        if record?.blob != blob {
            // Unpacking tells whether it is that layer.
            if record != nil, blob != diffID { throw mismatch(name, blob, diffID) }
            try transfer.unpack(LayerSource(blob: blob, size: size, diffID: diffID))
        }
        let compression = try transfer.store.content.compression(of: blob)
        return IngestedLayer(
            blob: blob, size: size, diffID: diffID, archiveBytes: 0, contentBytes: 0, compression: compression
        ).descriptor
    }

    private func mismatch(_ name: String, _ found: Digest, _ wanted: Digest) -> ImageStoreError {
        ImageStoreError(
            .digestMismatch, "reading the image archive", name,
            cause: "the layer has the digest \(found) and the configuration says \(wanted)",
            nextStep: "the archive is damaged or forged: nothing of it was kept")
    }
}

extension IngestedLayer {
    /// The layer in a manifest of docker's format.
    var descriptor: ContentDescriptor {
        let type =
            switch compression {
            case "gzip": MediaType.dockerLayerGzip
            case "zstd": MediaType.layerZstd
            default: MediaType.dockerLayer
            }
        return ContentDescriptor(mediaType: type, digest: blob, size: size)
    }
}
