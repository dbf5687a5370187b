internal import Archives
internal import JSONText
internal import Linux
internal import NIOCore
internal import OCISpecification

/// An archive of an OCI layout, written in one go beside its place.
actor LayoutArchiveDestination: ImageDestination {
    private let pending: PendingFile
    private let archive: ArchiveOutput
    private let image: String?
    private var written: Set<Digest> = []

    nonisolated let name: String
    nonisolated var parallel: Int { 1 }
    nonisolated var abilities: DestinationAbilities { DestinationAbilities() }

    init(_ path: String, image: String?, name: String) throws(RegistryError) {
        pending = try PendingFile(path, doing: "write the image archive", refusingExisting: false)
        archive = try ArchiveOutput(pending)
        self.image = image
        self.name = name
    }

    func put(
        _ blob: ContentDescriptor, _ role: BlobRole, from source: any ImageSource
    ) async throws(RegistryError) -> BlobArrival {
        guard written.insert(blob.digest).inserted else { return .present }
        try archive.begin(LayoutSource.file(blob.digest), size: blob.size)
        var iterator = try await source.blob(blob).makeAsyncIterator()
        while let chunk = try await iterator.step() { try archive.write(chunk) }
        return .sent(blob.size)
    }

    func put(_ manifest: FetchedManifest, isTop: Bool) throws(RegistryError) {
        guard written.insert(manifest.digest).inserted else { return }
        try archive.add(LayoutSource.file(manifest.digest), manifest.bytes)
    }

    func finish(_ top: FetchedManifest, platform: Platform?) throws(RegistryError) {
        var index = ImageIndex(schemaVersion: 2, mediaType: MediaType.index, manifests: [])
        index.add(top.descriptor, named: image)
        let bytes: [UInt8]
        do throws(JSONError) { bytes = try JSON.encode(index) } catch {
            throw RegistryError(.invalidManifest, doing: "write the image archive", subject: name, cause: error.description)
        }
        try archive.add(ImageLayout.indexFileName, bytes)
        try archive.add(ImageLayout.fileName, ImageLayout.text)
        try archive.finish()
        try pending.finish()
    }

    func abandon() { pending.abandon() }
}
