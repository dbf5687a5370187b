public import Linux
public import OCISpecification

/// An image as its documents describe it: the manifest of one platform, its configuration, and its layers.
public struct ImageContents: Sendable {
    public let target: NameRecord.Target
    public let manifest: ImageManifest
    public let configuration: ImageConfiguration
    /// The digest of the configuration.
    public let id: Digest
    /// Lowest first.
    public let diffIDs: [Digest]

    /// One layer: blob and diff id.
    public struct Layer: Hashable, Sendable {
        public var descriptor: ContentDescriptor
        public var diffID: Digest
        public var source: LayerSource {
            LayerSource(blob: descriptor.digest, size: descriptor.size, diffID: diffID)
        }
    }

    public var layers: [Layer] {
        zip(manifest.layers, diffIDs).map { Layer(descriptor: $0, diffID: $1) }
    }

    /// Reads the documents of a manifest that is in the store, and checks that they fit together.
    public init(of target: NameRecord.Target, in content: ContentStore) throws(ImageStoreError) {
        let documents = ImageDocuments(content: content)
        if MediaType.isIndex(target.mediaType), case .index(let index) = try documents.document(target) {
            throw ImageStoreError(
                .invalid, "reading the image", target.digest.description,
                cause: "it has no image for \(Platform.host), but \(index.offered)", nextStep: "choose one with --platform")
        }
        let manifest = try documents.manifest(target)
        let name = target.digest.description
        guard MediaType.isConfiguration(manifest.config.mediaType) else {
            throw ImageStoreError(
                .unsupported, "reading the image", name,
                cause: "it is an artifact of type \(manifest.config.mediaType), not an image of a container")
        }
        try manifest.refuseEncrypted(name)
        guard manifest.config.size <= ImageDocuments.configurationLimit else {
            throw ImageStoreError(
                .tooLarge, "reading the image", name,
                cause:
                    "its configuration has \(manifest.config.size) bytes, more than \(ImageDocuments.configurationLimit)"
            )
        }
        let configuration = try documents.configuration(manifest.config)
        let diffIDs = configuration.rootfs.diff_ids
        guard diffIDs.count == manifest.layers.count else {
            throw ImageStoreError(
                .invalid, "reading the image", name,
                cause: "the manifest has \(manifest.layers.count) layers and the configuration \(diffIDs.count)")
        }
        // One blob cannot be two layers: a reader could take either.
        var known: [Digest: Digest] = [:]
        for (layer, diffID) in zip(manifest.layers, diffIDs) {
            if let other = known.updateValue(diffID, forKey: layer.digest), other != diffID {
                throw ImageStoreError(
                    .invalid, "reading the image", name,
                    cause: "the blob \(layer.digest) stands for the layers \(other) and \(diffID)")
            }
        }
        self.target = target
        self.manifest = manifest
        self.configuration = configuration
        self.id = manifest.config.digest
        self.diffIDs = diffIDs
    }

    public var platform: Platform { configuration.platform }

    public var created: Timestamp? { configuration.created.flatMap { Timestamp(rfc3339: $0) } }
}

extension ImageManifest {
    /// Throws where layers are encrypted: the store gives containers their files.
    func refuseEncrypted(_ name: String) throws(ImageStoreError) {
        guard let layer = layers.first(where: { MediaType.isEncrypted($0.mediaType) }) else { return }
        throw ImageStoreError(
            .unsupported, "reading the image", name, cause: "its layer \(layer.digest) is encrypted",
            nextStep: "bring it with `apus pull --decryption-key FILE`, which takes archives and layouts too, such as oci-archive:FILE")
    }
}

extension NameRecord.Target {
    public init(_ descriptor: ContentDescriptor) {
        self.init(mediaType: descriptor.mediaType, digest: descriptor.digest, size: descriptor.size)
    }
}
