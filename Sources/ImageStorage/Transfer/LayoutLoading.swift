internal import Archives
internal import Linux
internal import OCISpecification

extension ImageStore {
    /// Brings the images of a directory with an OCI layout into the store.
    func loadLayout(_ path: String, platforms: [Platform], flush: Bool) throws(ImageStoreError) -> [LoadedImage] {
        let transfer = try beginTransfer()
        defer { transfer.end() }
        var stored: Set<Digest> = []
        do throws(ImageStoreError) {
            let reader = try LayoutReader(path, transfer: transfer)
            defer { stored = reader.stored }
            let index = try reader.index()
            let selection = try reader.bring(index, PlatformSelection(platforms))
            return try LayoutPublication(transfer: transfer, selection: selection, failure: { _ in nil }).publish(index, flush: flush)
        } catch {
            transfer.end()
            _ = try? collectGarbage(among: stored)
            throw error
        }
    }
}

/// Reads the blobs that the images of a layout need, anchored at its directory: a link in it cannot lead out.
private final class LayoutReader {
    private let path: String
    private let root: Descriptor
    private let transfer: ImageTransfer
    private(set) var stored: Set<Digest> = []

    init(_ path: String, transfer: ImageTransfer) throws(ImageStoreError) {
        self.path = path
        self.transfer = transfer
        do throws(SystemCallError) { root = try open(path, [.path, .directory]) } catch {
            throw ImageStoreError("opening the image layout", path, error)
        }
    }

    func index() throws(ImageStoreError) -> [UInt8] {
        _ = try read(ImageLayout.fileName, limit: 65536)
        return try read(ImageLayout.indexFileName, limit: ImageDocuments.manifestLimit)
    }

    private func read(_ name: String, limit: Int) throws(ImageStoreError) -> [UInt8] {
        try storing("reading the image layout", "\(path)/\(name)") { () throws(SystemCallError) in
            try open(name, in: root).readAll(limit: limit)
        }
    }

    /// Answers which images are wanted; the others do not come.
    func bring(_ index: [UInt8], _ wish: PlatformSelection) throws(ImageStoreError) -> PlatformSelection {
        let parsed = try ImageDocuments.parse(index, mediaType: "", name: "\(path)/\(ImageLayout.indexFileName)")
        guard case .index(let index) = parsed else {
            throw ImageStoreError(.invalid, "reading the image layout", path, cause: "its index.json is no index")
        }
        var selection = wish
        try selection.choose(from: index) { (digest) throws(ImageStoreError) in
            do throws(ImageStoreError) {
                return try read("blobs/\(digest.algorithm)/\(digest.hex)", limit: ImageDocuments.configurationLimit)
            } catch {
                guard error.errno == .noEntry else { throw error }
                return nil
            }
        }
        for child in index.manifests { try bring(child, besides: selection.unwanted, required: true, depth: 0) }
        return selection
    }

    private func bring(
        _ descriptor: ContentDescriptor, besides unwanted: Set<Digest>, required: Bool, depth: Int
    ) throws(ImageStoreError) {
        guard !unwanted.contains(descriptor.digest), depth < 4,
            MediaType.isManifest(descriptor.mediaType) || MediaType.isIndex(descriptor.mediaType)
        else { return }
        let name = "blobs/\(descriptor.digest.algorithm)/\(descriptor.digest.hex)"
        let bytes: [UInt8]
        do throws(ImageStoreError) { bytes = try read(name, limit: ImageDocuments.manifestLimit) } catch {
            // The other platforms of an index need not be there.
            if !required, error.errno == .noEntry { return }
            throw error
        }
        try transfer.put(bytes, expecting: descriptor.digest)
        stored.insert(descriptor.digest)
        switch try ImageDocuments.parse(bytes, mediaType: descriptor.mediaType, name: descriptor.digest.description) {
        case .index(let index):
            for child in index.manifests { try bring(child, besides: unwanted, required: false, depth: depth + 1) }
        case .manifest(let manifest):
            guard MediaType.isConfiguration(manifest.config.mediaType) else { return }
            try manifest.refuseEncrypted(descriptor.digest.description)
            let config = try read(
                "blobs/\(manifest.config.digest.algorithm)/\(manifest.config.digest.hex)",
                limit: ImageDocuments.configurationLimit)
            try transfer.put(config, expecting: manifest.config.digest)
            stored.insert(manifest.config.digest)
            for layer in manifest.layers { try bring(layer) }
        }
    }

    private func bring(_ layer: ContentDescriptor) throws(ImageStoreError) {
        while true {
            switch try transfer.beginLayer(
                LayerSource(blob: layer.digest, size: layer.size, diffID: nil, isOutlined: true))
            {
            case .present: return
            case .busy: pause(nanoseconds: 20_000_000)
            case .begun(let ingest):
                do throws(ImageStoreError) { try write(layer, to: ingest) } catch {
                    ingest.cancel(keepingPartial: false)
                    throw error
                }
                let done = try ingest.finish()
                stored.formUnion([done.blob, done.diffID])
                return
            }
        }
    }

    private func write(_ layer: ContentDescriptor, to ingest: LayerIngest) throws(ImageStoreError) {
        guard ingest.needsData else { return }
        let name = "blobs/\(layer.digest.algorithm)/\(layer.digest.hex)"
        let source = try storing("reading the image layout", "\(path)/\(name)") { () throws(SystemCallError) in
            let file = try open(name, in: root)
            try file.seek(to: ingest.resumeOffset)
            return DescriptorSource(file, name: "\(path)/\(name)")
        }
        while true {
            let chunk: UnsafeRawBufferPointer
            do throws(ArchiveError) { unsafe chunk = try source.next() } catch {
                throw ImageStoreError("reading the image layout", path, error)
            }
            if unsafe chunk.isEmpty { return }
            try unsafe ingest.write(chunk)
        }
    }
}
