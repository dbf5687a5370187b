internal import Archives
internal import JSONText
internal import OCISpecification

/// Writes images as an OCI layout: every blob as it is in the store, or the layers unpacked.
struct LayoutWriter {
    let store: ImageStore
    let unpacks: Bool
    let output: any LayoutOutput

    func write(_ images: [SavedImage]) throws(ImageStoreError) {
        var descriptors = try output.existing()
        for image in images {
            let target = try write(image)
            let plain = ContentDescriptor(mediaType: target.mediaType, digest: target.digest, size: target.size)
            let named = image.names.map { name in
                var descriptor = plain
                // containerd's whole name, which others read too, and the layout's own, which is the tag.
                descriptor.annotations = [
                    "io.containerd.image.name": name.description,
                    "org.opencontainers.image.ref.name": name.tag ?? "latest",
                ]
                return descriptor
            }
            for descriptor in named.isEmpty ? [plain] : named {
                let own = descriptor.annotations?["io.containerd.image.name"]
                // A name means one image.
                descriptors.removeAll {
                    own == nil ? $0 == descriptor : $0.annotations?["io.containerd.image.name"] == own
                }
                descriptors.append(descriptor)
            }
        }
        let index = ImageIndex(schemaVersion: 2, mediaType: MediaType.index, manifests: descriptors)
        try output.finish(layout: try encode(ImageLayout.current), index: try encode(index))
    }

    /// One platform as its manifest; several as an index of those alone; without a choice the index with all its platforms where all of
    /// them are here, else the manifest of the image.
    private func write(_ image: SavedImage) throws(ImageStoreError) -> NameRecord.Target {
        if image.members.count == 1 { return try write(image.members[0]) }
        guard image.record.target != image.record.manifest,
            case .index(let index) = try ImageDocuments(content: store.content).document(image.record.target)
        else { return try write(image.record.manifest) }
        if image.members.isEmpty {
            return try write(try isWhole(index) ? image.record.target : image.record.manifest)
        }
        var part = index
        part.manifests = index.manifests.filter { child in image.members.contains { $0.digest == child.digest } }
        return try write(part, of: image.record.target)
    }

    private func isWhole(_ index: ImageIndex) throws(ImageStoreError) -> Bool {
        for child in index.manifests {
            guard try store.content.contains(child.digest, size: child.size) else { return false }
            switch try ImageDocuments(content: store.content).document(NameRecord.Target(child)) {
            case .index(let inner): if try !isWhole(inner) { return false }
            case .manifest(let manifest):
                for blob in manifest.ownBlobs where try !store.content.contains(blob.digest) { return false }
            }
        }
        return true
    }

    private func write(_ target: NameRecord.Target) throws(ImageStoreError) -> NameRecord.Target {
        switch try ImageDocuments(content: store.content).document(target) {
        case .index(let index): return try write(index, of: target)
        case .manifest(let manifest):
            var written = manifest
            if unpacks, MediaType.isConfiguration(manifest.config.mediaType) {
                let layers = try ImageContents(of: target, in: store.content).layers
                written.layers = []
                for layer in layers { written.layers.append(try write(unpacked: layer)) }
            } else {
                for layer in manifest.layers { try output.copy(layer.digest, from: store.content) }
            }
            try output.copy(manifest.config.digest, from: store.content)
            return written == manifest ? try copy(target) : try write(written, mediaType: target.mediaType)
        }
    }

    private func write(_ index: ImageIndex, of target: NameRecord.Target) throws(ImageStoreError) -> NameRecord.Target {
        var index = index
        for place in index.manifests.indices {
            let child = try write(NameRecord.Target(index.manifests[place]))
            (index.manifests[place].digest, index.manifests[place].size) = (child.digest, child.size)
        }
        // What stays as it was keeps its bytes, and with them its digest.
        if case .index(let stored) = try ImageDocuments(content: store.content).document(target), stored == index {
            return try copy(target)
        }
        return try write(index, mediaType: target.mediaType)
    }

    private func write(unpacked layer: ImageContents.Layer) throws(ImageStoreError) -> ContentDescriptor {
        if layer.descriptor.digest == layer.diffID {
            try output.copy(layer.diffID, from: store.content)
            return layer.descriptor
        }
        let plain = try PlainLayer(layer, in: store)
        try output.write(layer.diffID, size: plain.size) { (body) throws(ImageStoreError) in try plain.reading(body) }
        var descriptor = layer.descriptor
        descriptor.mediaType = descriptor.mediaType.hasPrefix("application/vnd.docker.") ? MediaType.dockerLayer : MediaType.layer
        (descriptor.digest, descriptor.size) = (layer.diffID, plain.size)
        return descriptor
    }

    private func copy(_ target: NameRecord.Target) throws(ImageStoreError) -> NameRecord.Target {
        try output.copy(target.digest, from: store.content)
        return target
    }

    private func write(_ document: some Encodable, mediaType: String) throws(ImageStoreError) -> NameRecord.Target {
        let bytes = try encode(document)
        let digest = DigestStream.digest(of: bytes)
        try output.write(digest, size: Int64(bytes.count)) { (body) throws(ImageStoreError) in
            try archiving { () throws(ArchiveError) in try body(MemorySource(bytes)) }
        }
        return NameRecord.Target(mediaType: mediaType, digest: digest, size: Int64(bytes.count))
    }

    private func encode(_ document: some Encodable) throws(ImageStoreError) -> [UInt8] {
        do throws(JSONError) { return try JSON.encode(document) } catch {
            throw ImageStoreError(.invalid, "saving images", "", cause: error.description)
        }
    }
}
