internal import Archives
internal import JSONText
internal import Linux
public import OCISpecification

/// A change that brings content into the store: a pull, a load, a build, a commit.
///
/// What it stores is safe from garbage collection until it ends, and becomes an image when ``publish(_:as:platform:)``
/// has checked that all of it is there. Used from several threads.
public final class ImageTransfer: Sendable {
    public let store: ImageStore
    private let lease: ContentLease
    private let flusher: BackgroundFlush

    init(store: ImageStore) throws(ImageStoreError) {
        self.store = store
        lease = try ContentLease(layout: store.layout)
        do throws(SystemCallError) { flusher = try BackgroundFlush(root: store.layout.root) } catch {
            throw ImageStoreError("opening the image store", store.layout.root, error)
        }
    }

    /// Lets go of what was not published. The last owner's going does it too.
    public func end() { lease.end() }

    // MARK: Content

    /// From now on these stay, where they are in the store, until the transfer ends.
    func keep(_ digests: some Sequence<Digest>) throws(ImageStoreError) { try lease.add(digests) }

    /// Whether the blob is in the store; from now on it stays there until the transfer ends.
    public func holds(_ digest: Digest, size: Int64? = nil) throws(ImageStoreError) -> Bool {
        try lease.add([digest])
        return try store.content.contains(digest, size: size)
    }

    /// Stores a small blob: a manifest or a configuration.
    @discardableResult
    public func put(_ bytes: [UInt8], expecting: Digest? = nil) throws(ImageStoreError) -> Digest {
        try lease.add([expecting ?? DigestStream.digest(of: bytes)])
        return try store.content.put(bytes, expecting: expecting)
    }

    /// Writes a manifest or an index and stores it.
    public func put(_ document: some Encodable, mediaType: String) throws(ImageStoreError) -> NameRecord.Target {
        let bytes: [UInt8]
        do throws(JSONError) { bytes = try JSON.encode(document) } catch {
            throw ImageStoreError(.invalid, "writing the manifest", "", cause: error.description)
        }
        return NameRecord.Target(mediaType: mediaType, digest: try put(bytes), size: Int64(bytes.count))
    }

    /// Unpacks a layer whose blob is in the store; waits while another process is at it.
    public func unpack(_ source: LayerSource) throws(ImageStoreError) {
        try lease.add([source.blob, source.diffID].compactMap { $0 })
        try store.unpack(source, lease: lease, flusher: flusher)
    }

    /// Starts storing a blob that is not to be unpacked.
    public func beginBlob(_ digest: Digest, size: Int64?) throws(ImageStoreError) -> ContentStore.Start {
        try lease.add([digest])
        return try store.content.begin(digest, size: size)
    }

    /// Starts storing and unpacking a layer.
    public func beginLayer(_ source: LayerSource, unpacking: Bool = true) throws(ImageStoreError) -> LayerIngest.Start {
        try beginLayer(source, unpacking: unpacking, feed: nil)
    }

    /// - Parameter feed: the bytes of the blob, read by the ingest's own thread.
    func beginLayer(
        _ source: LayerSource, unpacking: Bool, feed: (any ByteSource)?
    ) throws(ImageStoreError) -> LayerIngest.Start {
        try lease.add([source.blob, source.diffID].compactMap { $0 })
        return try LayerIngest.begin(
            content: store.content, layers: store.layers, source: source, unpacking: unpacking, lease: lease,
            flusher: flusher, feed: feed)
    }

    // MARK: Publishing

    /// Makes an image of what was stored: checks that everything is there, waits until it is on the disk, and names it.
    ///
    /// - Parameters:
    ///   - target: a manifest, or an index of several platforms.
    ///   - names: none keeps it as an untagged image.
    ///   - platform: which manifest of an index is the image here; the host's by default.
    ///   - flush: false where what was stored may be lost with a power cut.
    @discardableResult
    public func publish(
        _ target: NameRecord.Target, as names: [ImageName], platform: Platform? = nil, flush: Bool = true
    ) throws(ImageStoreError) -> NameRecord {
        guard target.mediaType.utf8.count <= 255 else {
            throw ImageStoreError(
                .invalid, "storing the image", target.digest.description, cause: "its media type is too long")
        }
        try lease.add([target.digest])
        return try patiently { () throws(ImageStoreError) in
            try publishOnce(target, as: names, platform: platform, flush: flush)
        }
    }

    /// Reads what this transfer needs: a garbage collection that began before its lease takes things away for a moment and puts them back.
    public func patiently<Value>(_ body: () throws(ImageStoreError) -> Value) throws(ImageStoreError) -> Value {
        var attempt = 1
        while true {
            do throws(ImageStoreError) { return try body() } catch {
                guard error.code == .missing, attempt < 500 else { throw error }
                if attempt >= 5, try !store.isCollecting() { throw error }
                pause(nanoseconds: 20_000_000)
                attempt += 1
            }
        }
    }

    private func publishOnce(
        _ target: NameRecord.Target, as names: [ImageName], platform: Platform?, flush: Bool
    ) throws(ImageStoreError) -> NameRecord {
        let (manifest, listed) = try selectedManifest(of: target, platform: platform)
        let contents = try ImageContents(of: manifest, in: store.content)
        let size = try check(contents)
        var layers = contents.diffIDs
        layers += try store.unpackVariants(of: contents, lease: lease)
        if flush {
            try storing("flushing the image store", store.layout.root) { () throws(SystemCallError) in
                try flusher.finish()
            }
            try store.layers.markFlushed(layers)
        }
        let record = NameRecord(
            target: target, manifest: manifest, id: contents.id, platform: (listed ?? contents.platform).description,
            created: contents.created, size: size)
        if names.isEmpty {
            if try !store.isNamed(record) { try store.names.keepUntagged(record, flush: flush) }
        } else {
            for name in names { try store.give(name, to: record, flush: flush) }
        }
        return record
    }

    /// The manifest for the platform, and what an index says that it is for.
    private func selectedManifest(
        of target: NameRecord.Target, platform: Platform?
    ) throws(ImageStoreError) -> (manifest: NameRecord.Target, listed: Platform?) {
        guard case .index(let index) = try ImageDocuments(content: store.content).document(target) else {
            return (target, nil)
        }
        let wanted = platform ?? Platform.host
        guard let chosen = index.manifest(for: wanted) else {
            throw ImageStoreError(
                .notFound, "choosing the platform of", target.digest.description,
                cause: "it has no image for \(wanted), but \(index.offered)",
                nextStep: "choose one with --platform")
        }
        return (NameRecord.Target(chosen), chosen.platform)
    }

    /// Everything that the image needs is there; answers the bytes of its files.
    private func check(_ contents: ImageContents) throws(ImageStoreError) -> Int64 {
        try lease.add(contents.manifest.layers.map(\.digest) + contents.diffIDs + [contents.id])
        var size: Int64 = 0
        for layer in contents.layers {
            let descriptor = layer.descriptor
            guard try store.content.hasLayer(descriptor, diffID: layer.diffID) else {
                throw store.content.missing(layer.descriptor.digest)
            }
            if try !store.layers.isReady(layer.diffID) {
                try store.unpack(layer.source, lease: lease, flusher: flusher)
            }
            size += try store.layers.record(of: layer.diffID)?.contentBytes ?? 0
        }
        return size
    }
}

extension ImageStore {
    /// Unpacks a layer whose blob is in the store; waits while another process is at it.
    func unpack(_ source: LayerSource, lease: ContentLease?, flusher: BackgroundFlush? = nil) throws(ImageStoreError) {
        while true {
            switch try LayerIngest.begin(
                content: content, layers: layers, source: source, unpacking: true, lease: lease, flusher: flusher)
            {
            case .present: return
            case .busy: pause(nanoseconds: 20_000_000)
            case .begun(let ingest):
                if ingest.needsData {
                    ingest.cancel(keepingPartial: true)
                    throw content.missing(source.blob ?? source.diffID!)
                }
                _ = try ingest.finish()
            }
        }
    }
}
