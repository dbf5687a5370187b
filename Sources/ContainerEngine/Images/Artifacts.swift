public import ImageStorage
internal import Linux
public import OCISpecification
public import RegistryAccess

/// What `artifact add` is told beside the files.
public struct ArtifactAddition: Sendable {
    /// What kind of artifact it is.
    public var type: String?
    /// What kind of files; nil finds out.
    public var fileType: String?
    /// Of each file.
    public var annotations: [String: String] = [:]
    /// The manifest that the artifact is about.
    public var subject: ContentDescriptor?
    /// Add to the artifact that is there.
    public var appends = false
    /// Replace the artifact that is there.
    public var replaces = false

    public init() {}
}

extension Engine {
    /// The artifact that a word means.
    public func artifact(_ word: String) throws(EngineError) -> StoredArtifact {
        let store = images
        if let found = try stored({ () throws(ImageStoreError) in try store.artifact(word) }) { return found }
        throw EngineError(.notFound, "\(word): artifact does not exist: `apus artifact ls` lists those that are here")
    }

    /// Makes an artifact of files, or adds files to one; answers its digest.
    public func addArtifact(_ word: String, files: [String], _ addition: ArtifactAddition) throws(EngineError) -> Digest {
        let store = images
        let name = try LocalImageName.parse(word)
        guard name.tag != nil else { throw EngineError(.invalid, "\(word): a new artifact has a tag, not a digest") }
        let before = try stored { () throws(ImageStoreError) in try store.artifact(name.description) }
        if before != nil, !addition.appends, !addition.replaces {
            throw EngineError(.conflict, "\(name): artifact already exists: add to it with --append, or replace it with --replace")
        }
        if addition.appends {
            guard before != nil else {
                throw EngineError(.notFound, "\(name): artifact does not exist, so nothing can be added to it")
            }
            guard addition.type == nil else {
                throw EngineError(.invalid, "the type of an artifact stays: --append and --type exclude each other")
            }
        }
        return try stored { () throws(ImageStoreError) in
            let transfer = try store.beginTransfer()
            defer { transfer.end() }
            var layers = addition.appends ? before?.manifest.layers ?? [] : []
            for path in files {
                let title = path.split(separator: "/").last.map(String.init) ?? path
                guard !layers.contains(where: { $0.title == title }) else {
                    throw ImageStoreError(
                        .conflict, "adding the file", path, cause: "the artifact has a file \(title) already",
                        nextStep: "give it another name")
                }
                let (digest, size, first) = try transfer.put(file: path)
                layers.append(
                    ContentDescriptor(
                        mediaType: addition.fileType ?? FileKind.mediaType(of: first), digest: digest, size: size,
                        annotations: addition.annotations.merging([ContentDescriptor.titleKey: title]) { $1 }))
            }
            let empty = try transfer.put(Array("{}".utf8))
            var config = ContentDescriptor(mediaType: MediaType.empty, digest: empty, size: 2)
            config.data = "e30="
            var manifest = ImageManifest(
                schemaVersion: 2, mediaType: MediaType.manifest,
                artifactType: addition.type ?? "application/vnd.unknown.artifact.v1", config: config, layers: layers,
                subject: addition.subject)
            if addition.appends, let before {
                manifest = before.manifest
                manifest.layers = layers
            }
            let target = try transfer.put(manifest, mediaType: MediaType.manifest)
            return try transfer.publish(artifact: target, as: name)
        }.digest
    }

    /// Brings an artifact of a registry; answers its digest.
    public func pullArtifact(
        _ word: String, options: RegistryOptions, events: @escaping @Sendable (TransferEvent) -> Void
    ) throws(EngineError) -> Digest {
        let reference = try Self.pullRequest(word, nil).reference
        let store = images
        let transfer = try stored { () throws(ImageStoreError) in try store.beginTransfer() }
        defer { transfer.end() }
        let target = try registries(options) { (session) async throws(RegistryError) in
            try await ImageCopier(from: session, to: session, store: store, events: events).pullArtifact(reference, into: transfer)
        }
        return try stored { () throws(ImageStoreError) in
            try transfer.publish(artifact: target, as: ImageName(reference))
        }.digest
    }

    /// Sends an artifact to the registry that its name tells; answers its digest.
    public func pushArtifact(
        _ word: String, signing: SigningChoice = SigningChoice(), encryption: EncryptionChoice? = nil, options: RegistryOptions,
        events: @escaping @Sendable (TransferEvent) -> Void
    ) throws(EngineError) -> Digest {
        let found = try artifact(word)
        let store = images
        let transfer = try stored { () throws(ImageStoreError) in try store.beginTransfer() }
        defer { transfer.end() }
        return try registries(options) { (session) async throws(RegistryError) in
            try await ImageCopier(from: session, to: session, store: store, events: events)
                .pushArtifact(found, to: found.name.reference, from: transfer, signing: signing, encryption: encryption)
        }
    }

    public func removeArtifact(_ artifact: StoredArtifact) throws(EngineError) {
        let store = images
        try stored { () throws(ImageStoreError) in try store.removeArtifact(artifact) }
    }
}

/// What a file holds, by its first bytes.
enum FileKind {
    private static let known: [([UInt8], String)] = [
        ([0x1f, 0x8b, 0x08], "application/x-gzip"), (Array("PK\u{3}\u{4}".utf8), "application/zip"),
        (Array("%PDF-".utf8), "application/pdf"), ([0x89, 0x50, 0x4e, 0x47], "image/png"), ([0xff, 0xd8, 0xff], "image/jpeg"),
        (Array("GIF8".utf8), "image/gif"),
    ]

    static func mediaType(of first: [UInt8]) -> String {
        if let found = known.first(where: { first.starts(with: $0.0) }) { return found.1 }
        let isText = first.allSatisfy { $0 >= 0x20 || [9, 10, 12, 13, 27].contains($0) }
        // Without the charset that others add: the schemas have no parameters in media types.
        return isText ? "text/plain" : "application/octet-stream"
    }
}
