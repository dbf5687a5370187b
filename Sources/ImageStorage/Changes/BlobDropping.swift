internal import Linux
public import OCISpecification

/// A compressed layer of an image, which could be dropped or has been.
public struct CompressedLayer: Hashable, Sendable {
    public var descriptor: ContentDescriptor
    public var diffID: Digest
}

extension ImageStore {
    /// The layers of an image whose compressed bytes lie beside what was unpacked from them. A plain archive is none: what is kept
    /// of it, its outline, is small.
    public func compressedLayers(of record: NameRecord) throws(ImageStoreError) -> [CompressedLayer] {
        if record.isListOnly { return [] }
        var found: [CompressedLayer] = []
        for layer in try contents(of: record).layers {
            let digest = layer.descriptor.digest
            guard digest != layer.diffID, try layers.isReady(layer.diffID), try content.contains(digest, size: layer.descriptor.size)
            else { continue }
            let item = CompressedLayer(descriptor: layer.descriptor, diffID: layer.diffID)
            if !found.contains(item) { found.append(item) }
        }
        return found
    }

    /// Drops the compressed bytes of a layer that the repository is known to have.
    /// - Parameter repository: such as `docker.io/library/debian`.
    public func drop(_ layer: CompressedLayer, repository: String) throws(ImageStoreError) {
        try content.drop(
            layer.descriptor.digest, DroppedBlob(size: layer.descriptor.size, diffID: layer.diffID, repository: repository))
    }

    /// The layers of an image whose bytes have to be fetched before it can be sent anywhere, with the repositories that had them.
    public func droppedLayers(
        of manifest: NameRecord.Target
    ) throws(ImageStoreError) -> [(layer: CompressedLayer, note: DroppedBlob)] {
        // A list without an image for this machine has dropped none.
        if MediaType.isIndex(manifest.mediaType) { return [] }
        var found: [(CompressedLayer, DroppedBlob)] = []
        for layer in try ImageContents(of: manifest, in: content).layers where try !content.contains(layer.descriptor.digest) {
            guard let note = try content.dropped(layer.descriptor.digest) else { continue }
            found.append((CompressedLayer(descriptor: layer.descriptor, diffID: layer.diffID), note))
        }
        return found
    }

    // MARK: The setting

    private var setting: String { "\(layout.droppedNotes)/.always" }

    /// Whether pulls drop the compressed bytes of what they have unpacked.
    public func dropsCompressed() throws(ImageStoreError) -> Bool {
        try storing("reading the setting", setting) { () throws(SystemCallError) in try exists(setting) }
    }

    public func setDropsCompressed(_ drops: Bool) throws(ImageStoreError) {
        try storing("changing the setting", setting) { () throws(SystemCallError) in
            guard drops else { return try exists(setting) ? removeFile(setting) : () }
            try makeDirectories(layout.droppedNotes, mode: 0o700)
            _ = try open(setting, [.writeOnly, .create], mode: 0o644)
        }
    }
}
