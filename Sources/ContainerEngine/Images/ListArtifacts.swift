internal import ImageStorage
internal import Linux
public import OCISpecification
public import RegistryAccess

/// Files that become an artifact of a list: what `manifest add --artifact` is told.
public struct ListArtifact: Sendable {
    public var files: [String] = []
    public var type: String?
    /// A file with the artifact's configuration, and what kind of file it is.
    public var configuration: String?
    public var configurationType: String?
    /// What kind the files are; nil finds out.
    public var layerType: String?
    /// The files are not called by their names.
    public var excludesTitles = false
    /// The image that the artifact is about.
    public var subject: String?
    /// What the list says of it.
    public var changes = ListEntryChanges()

    public init() {}
}

extension Engine {
    /// Makes an artifact of files and puts it into a list; answers the list's digest.
    public func addToManifestList(_ word: String, _ artifact: ListArtifact, options: RegistryOptions) throws(EngineError) -> Digest {
        let name = try manifestList(word).name
        let subject = try artifact.subject.map { (word) throws(EngineError) in try descriptor(of: word, options) }
        let store = images
        return try stored { () throws(ImageStoreError) in
            let transfer = try store.beginTransfer()
            defer { transfer.end() }
            var layers: [ContentDescriptor] = []
            for path in artifact.files {
                let (digest, size, first) = try transfer.put(file: path)
                let title = path.split(separator: "/").last.map(String.init) ?? path
                layers.append(
                    ContentDescriptor(
                        mediaType: artifact.layerType ?? FileKind.mediaType(of: first), digest: digest, size: size,
                        annotations: artifact.excludesTitles ? nil : [ContentDescriptor.titleKey: title]))
            }
            var config = ContentDescriptor(mediaType: MediaType.empty, digest: try transfer.put(Array("{}".utf8)), size: 2)
            config.data = "e30="
            if let path = artifact.configuration {
                let (digest, size, _) = try transfer.put(file: path)
                config = ContentDescriptor(
                    mediaType: artifact.configurationType ?? "application/octet-stream", digest: digest, size: size)
            } else if let type = artifact.configurationType {
                config.mediaType = type
            }
            let manifest = ImageManifest(
                schemaVersion: 2, mediaType: MediaType.manifest,
                artifactType: artifact.type ?? "application/vnd.unknown.artifact.v1", config: config, layers: layers, subject: subject)
            let target = try transfer.put(manifest, mediaType: MediaType.manifest)
            var entry = ContentDescriptor(mediaType: target.mediaType, digest: target.digest, size: target.size)
            entry.artifactType = manifest.artifactType
            artifact.changes.apply(to: &entry)
            let made = entry
            return try store.changeList(name, in: transfer) { (index) throws(ImageStoreError) in index.put([made]) }
        }.target.digest
    }

    /// Says of a list which image it is about; answers the list's digest.
    public func setSubject(ofManifestList word: String, to subject: String, options: RegistryOptions) throws(EngineError) -> Digest {
        let descriptor = try descriptor(of: subject, options)
        return try changeList(try manifestList(word).name) { (index) throws(ImageStoreError) in index.subject = descriptor }
    }

    /// How others name an image here, else one of a registry.
    private func descriptor(of word: String, _ options: RegistryOptions) throws(EngineError) -> ContentDescriptor {
        try manifest(of: try place(ofMember: word), options: options).descriptor
    }
}
