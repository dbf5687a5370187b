internal import Archives
internal import Dispatch
internal import ImageStorage
internal import Linux
public import OCISpecification

/// How layers are to be packed at the destination.
public struct LayerPacking: Hashable, Sendable {
    public var compression: LayerCompression
    /// From 1, fast, to 9 (gzip) or 20 (zstd), small; nil for the usual one.
    public var level: Int?
    /// Also those that are compressed in another way already.
    public var isForced: Bool
    /// zstd:chunked: zstd with the chunks of files apart and tables that tell where they are.
    public var isChunked: Bool

    public init(_ compression: LayerCompression, level: Int? = nil, isForced: Bool, isChunked: Bool = false) {
        self.compression = compression
        self.level = level
        self.isForced = isForced
        self.isChunked = isChunked
    }

    /// Whether the layer is to be packed anew.
    func changes(_ layer: ContentDescriptor) -> Bool {
        guard let known = MediaType.layerCompression(layer.mediaType), !MediaType.isForeignLayer(layer.mediaType) else { return false }
        let hasTables = ChunkedLayer.annotationPrefixes.contains { layer.annotations?[$0 + "manifest-checksum"] != nil }
        return (known != compression || (isChunked && !hasTables)) && (isForced || known == .none)
    }

    var name: String {
        switch compression {
        case .none: "tar"
        case .gzip: "gzip"
        case .zstd: isChunked ? "zstd:chunked" : "zstd"
        }
    }

    /// The annotation of an index that tells which of its images are packed so.
    var variantName: String { compression == .zstd ? "zstd" : name }

    /// The type of a layer that is packed so.
    func type(in format: CopyFormat) -> String {
        switch (compression, format) {
        case (.none, .oci): MediaType.layer
        case (.gzip, .oci): MediaType.layerGzip
        case (.zstd, _): MediaType.layerZstd
        case (.none, .docker): MediaType.dockerLayer
        case (.gzip, .docker): MediaType.dockerLayerGzip
        }
    }
}

/// An image some of whose layers have been packed anew: those are in files without names, the rest is where it was.
struct RepackedSource: ImageSource {
    struct Layer: Sendable {
        var descriptor: ContentDescriptor
        let file: BlobFile
        /// What the user may want to know of how it was made.
        var remark: String?
    }

    let base: any ImageSource
    let layers: [Digest: Layer]

    var name: String { base.name }
    var preferred: Digest? { base.preferred }
    var origin: Repository? { base.origin }

    func manifest(_ child: ContentDescriptor?) async throws(RegistryError) -> FetchedManifest { try await base.manifest(child) }

    func blob(_ blob: ContentDescriptor) async throws(RegistryError) -> BlobStream {
        guard let layer = layers[blob.digest] else { return try await base.blob(blob) }
        return BlobStream(blob: blob, origin: .file(layer.file, offset: 0), name: name)
    }
}

extension LayerPacking {
    /// Packs a layer anew. It is read whole and compared with its digest before.
    func repacked(
        _ layer: ContentDescriptor, from source: any ImageSource, format: CopyFormat
    ) async throws(RegistryError) -> RepackedSource.Layer {
        let (packed, made) = try locally("pack the layers of", source.name) { () throws(SystemCallError) in
            (BlobFile(try Scratch.file()), BlobFile(try Scratch.file()))
        }
        try await source.blob(layer).write(to: packed, "a temporary file in \(Scratch.directory)")
        let name = "\(layer.digest) of \(source.name)"
        // Compressing takes long: no thread of the tasks waits for it.
        let outcome: Result<Packed, RegistryError> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: self.pack(packed, made, name)) }
        }
        let done = try outcome.get()
        var descriptor = layer
        descriptor.mediaType = type(in: format)
        descriptor.digest = done.digest
        descriptor.size = done.size
        descriptor.annotations = layer.annotationsWithoutTables.merging(done.annotations) { $1 }
        if descriptor.annotations?.isEmpty == true { descriptor.annotations = nil }
        return RepackedSource.Layer(descriptor: descriptor, file: made, remark: done.remark)
    }

    struct Packed: Sendable {
        var digest: Digest
        var size: Int64
        var annotations: [String: String] = [:]
        /// Why it was not packed as it should be.
        var remark: String?
    }

    private func pack(_ packed: BlobFile, _ made: BlobFile, _ name: String) -> Result<Packed, RegistryError> {
        var remark: String?
        do throws(PackingFailure) {
            if isChunked {
                do throws(PackingFailure) {
                    return .success(try packed.packed(into: made, name, chunked))
                } catch {
                    guard case .unsuitable(let why) = error else { throw error }
                    remark = "the layer \(name) becomes plain zstd, for zstd:chunked cannot hold it: \(why)"
                }
            }
            var done = try packed.packed(into: made, name, plain)
            done.remark = remark
            return .success(done)
        } catch { return .failure(RegistryError(.storage, doing: "pack the layer", subject: name, cause: error.description)) }
    }

    private func chunked(_ source: any ByteSource, _ file: any ByteSink) throws(PackingFailure) -> [String: String] {
        try ChunkedLayer.pack(source, into: file, level: level ?? 3)
    }

    private func plain(_ source: any ByteSource, _ file: any ByteSink) throws(PackingFailure) -> [String: String] {
        do throws(ArchiveError) {
            let sink: any ByteSink =
                switch compression {
                case .none: file
                case .gzip: try ParallelGzipSink(file, level: level ?? 6)
                case .zstd: try ZstdSink(file, level: level ?? 3)
                }
            try sink.write(from: source)
            try sink.finish()
            return [:]
        } catch { throw .archive(error) }
    }
}

extension ImageCopy {
    /// The image with its layers packed as the request says, and where they are then.
    func repacked(
        _ manifest: FetchedManifest, _ packing: LayerPacking, from: any ImageSource
    ) async throws(RegistryError) -> (FetchedManifest, any ImageSource) {
        guard to.abilities.keepsManifests else {
            throw RegistryError(
                .unsupported, doing: request.doing, subject: to.name, cause: "layers lie unpacked in it, and a compression was asked for",
                advice: "Choose another transport such as oci-archive:")
        }
        var own = manifest
        if packing.compression == .zstd, ManifestConversion.format(of: own) == .docker {
            if request.format == .docker {
                throw RegistryError(
                    .unsupported, doing: request.doing, subject: from.name, cause: "docker's format has no layers that are packed by zstd",
                    advice: "Use --format oci, or gzip")
            }
            own = try ManifestConversion.image(own, to: .oci, of: from.name)
        }
        let format = ManifestConversion.format(of: own)
        let image = try own.image(of: from.name)
        var made: [Digest: RepackedSource.Layer] = [:]
        for layer in image.layers where made[layer.digest] == nil {
            guard packing.changes(layer) else { continue }
            let new = try await packing.repacked(layer, from: from, format: format)
            if let remark = new.remark { events(.notice(remark)) }
            made[layer.digest] = new
        }
        guard !made.isEmpty else { return (own, from) }
        let layers = image.layers.map { made[$0.digest]?.descriptor ?? $0 }
        let changed = try ManifestConversion.image(own, layers: layers, of: from.name)
        events(
            .notice(
                "\(made.count) of \(image.layers.count) layers were packed as \(packing.name): the image has the digest \(changed.digest) there"
            ))
        let moved = made.values.map { ($0.descriptor.digest, $0) }
        return (changed, RepackedSource(base: from, layers: Dictionary(moved) { first, _ in first }))
    }
}

extension ManifestConversion {
    static func format(of manifest: FetchedManifest) -> CopyFormat { manifest.mediaType == MediaType.dockerManifest ? .docker : .oci }

    /// The manifest with other layers, in its own format.
    static func image(
        _ manifest: FetchedManifest, layers: [ContentDescriptor], of place: String
    ) throws(RegistryError) -> FetchedManifest {
        var known = try manifest.image(of: place)
        if format(of: manifest) == .docker {
            return try FetchedManifest.local(try dockerText(config: known.config, layers: layers), nil, of: place)
        }
        known.layers = layers
        return try encoded(known, place)
    }
}
