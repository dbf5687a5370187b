internal import Archives
internal import ImageStorage
internal import JSONText
internal import Linux
internal import OCISpecification

/// An archive of docker's format: the configuration and the plain layers under their diff ids, named by `manifest.json`.
actor DockerArchiveDestination: ImageDestination {
    private let pending: PendingFile
    private let archive: ArchiveOutput
    private let tags: [ImageReference]
    private var diffIDs: [Digest: Digest] = [:]
    private var written: Set<Digest> = []

    nonisolated let name: String
    nonisolated var parallel: Int { 1 }
    nonisolated var abilities: DestinationAbilities {
        DestinationAbilities(holdsIndexes: false, keepsManifests: false, holdsArtifacts: false, holdsEncrypted: false)
    }

    private struct Item: Encodable {
        var Config: String
        var RepoTags: [String]?
        var Layers: [String]
    }

    init(_ path: String, tags: [ImageReference], name: String) throws(RegistryError) {
        pending = try PendingFile(path, doing: "write the image archive", refusingExisting: true)
        archive = try ArchiveOutput(pending)
        self.tags = tags
        self.name = name
    }

    func put(
        _ blob: ContentDescriptor, _ role: BlobRole, from source: any ImageSource
    ) async throws(RegistryError) -> BlobArrival {
        if role == .configuration {
            let bytes = try await source.blob(blob).all(limit: ImageDocuments.configurationLimit)
            if written.insert(blob.digest).inserted { try archive.add("\(blob.digest.hex).json", bytes) }
            return .sent(blob.size)
        }
        if diffIDs[blob.digest] != nil { return .present }
        guard let compression = MediaType.layerCompression(blob.mediaType) else {
            throw RegistryError(
                .unsupported, doing: "copy", subject: name, cause: "it has no place for blobs of the type \(printable(blob.mediaType))")
        }
        let stream = try await source.blob(blob)
        if compression == .none {
            diffIDs[blob.digest] = blob.digest
            guard written.insert(blob.digest).inserted else { return .present }
            try archive.begin("\(blob.digest.hex).tar", size: blob.size)
            var iterator = stream.makeAsyncIterator()
            while let chunk = try await iterator.step() { try archive.write(chunk) }
            return .sent(blob.size)
        }
        let packed = try scratch()
        try await stream.write(to: packed, Scratch.directory)
        let plain = try scratch()
        let diffID = try unpack(packed, into: plain, blob)
        diffIDs[blob.digest] = diffID.digest
        if written.insert(diffID.digest).inserted {
            try locally("read", Scratch.directory) { () throws(SystemCallError) in _ = try plain.descriptor.seek(to: 0) }
            try archive.add("\(diffID.digest.hex).tar", from: plain.descriptor, size: diffID.size)
        }
        return .sent(blob.size)
    }

    private func scratch() throws(RegistryError) -> BlobFile {
        BlobFile(try locally("make a temporary file in", Scratch.directory) { () throws(SystemCallError) in try Scratch.file() })
    }

    private func unpack(
        _ packed: BlobFile, into plain: BlobFile, _ blob: ContentDescriptor
    ) throws(RegistryError) -> (digest: Digest, size: Int64) {
        let (from, to) = try locally("unpack the layer", blob.digest.description) { () throws(SystemCallError) in
            try packed.descriptor.seek(to: 0)
            return (
                DescriptorSource(try packed.descriptor.duplicate(), name: blob.digest.description),
                DescriptorSink(try plain.descriptor.duplicate(), name: "a temporary file in \(Scratch.directory)")
            )
        }
        let source = DecompressingSource(from)
        var digest = DigestStream()
        do throws(ArchiveError) {
            while true {
                let chunk = unsafe try source.next()
                if unsafe chunk.isEmpty { break }
                unsafe digest.update(chunk)
                try unsafe to.write(chunk)
            }
        } catch {
            throw RegistryError(
                .invalidManifest, doing: "unpack the layer", subject: blob.digest.description, cause: error.description)
        }
        return (digest.digest(), digest.count)
    }

    func put(_ manifest: FetchedManifest, isTop: Bool) throws(RegistryError) {
        let image = try manifest.image(of: name)
        let layers = image.layers.compactMap { diffIDs[$0.digest] }
        guard layers.count == image.layers.count else {
            throw RegistryError(
                .unsupported, doing: "copy", subject: name,
                cause: "a layer of the image is not where the image is, so it cannot be archived")
        }
        let item = Item(
            Config: "\(image.config.digest.hex).json", RepoTags: tags.isEmpty ? nil : tags.map(\.familiar),
            Layers: layers.map { "\($0.hex).tar" })
        let bytes: [UInt8]
        do throws(JSONError) { bytes = try JSON.encode([item]) } catch {
            throw RegistryError(.invalidManifest, doing: "write the image archive", subject: name, cause: error.description)
        }
        try archive.add("manifest.json", bytes)
    }

    func finish(_ top: FetchedManifest, platform: Platform?) throws(RegistryError) {
        try archive.finish()
        try pending.finish()
    }

    func abandon() { pending.abandon() }
}
