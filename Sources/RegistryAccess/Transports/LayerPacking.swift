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

    public init(_ compression: LayerCompression, level: Int? = nil, isForced: Bool) {
        self.compression = compression
        self.level = level
        self.isForced = isForced
    }

    func changes(_ known: LayerCompression) -> Bool { known != compression && (isForced || known == .none) }

    var name: String {
        switch compression {
        case .none: "tar"
        case .gzip: "gzip"
        case .zstd: "zstd"
        }
    }

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
        let outcome: Result<(Digest, Int64), RegistryError> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: self.pack(packed, made, name)) }
        }
        let (digest, size) = try outcome.get()
        var descriptor = layer
        descriptor.mediaType = type(in: format)
        descriptor.digest = digest
        descriptor.size = size
        // What tells of the bytes as they were.
        descriptor.annotations = layer.annotations?.filter { !$0.key.hasPrefix("io.github.containers.zstd-chunked.") }
        if descriptor.annotations?.isEmpty == true { descriptor.annotations = nil }
        return RepackedSource.Layer(descriptor: descriptor, file: made)
    }

    private func pack(_ packed: BlobFile, _ made: BlobFile, _ name: String) -> Result<(Digest, Int64), RegistryError> {
        do throws(SystemCallError) {
            let input = try open(packed.descriptor.procPath)
            let output = try made.descriptor.duplicate()
            do throws(ArchiveError) {
                var digest = DigestStream()
                let file = unsafe TappedSink(DescriptorSink(output, name: "a temporary file in \(Scratch.directory)")) {
                    (bytes) throws(ArchiveError) in unsafe digest.update(bytes)
                }
                let sink: any ByteSink =
                    switch compression {
                    case .none: file
                    case .gzip: try ParallelGzipSink(file, level: level ?? 6)
                    case .zstd: try ZstdSink(file, level: level ?? 3)
                    }
                try sink.write(from: DecompressingSource(DescriptorSource(input, name: name, chunk: 1 << 20)))
                try sink.finish()
                return .success((digest.digest(), digest.count))
            } catch { return .failure(RegistryError(.storage, doing: "pack the layer", subject: name, cause: error.description)) }
        } catch { return .failure(RegistryError(.storage, doing: "pack the layer", subject: name, cause: error.description)) }
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
        for layer in image.layers where made[layer.digest] == nil && !MediaType.isForeignLayer(layer.mediaType) {
            guard let known = MediaType.layerCompression(layer.mediaType), packing.changes(known) else { continue }
            made[layer.digest] = try await packing.repacked(layer, from: from, format: format)
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
