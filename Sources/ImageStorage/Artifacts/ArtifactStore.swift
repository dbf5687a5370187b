internal import Linux
public import OCISpecification

/// An artifact of the store: files under a name, which are no image of a container.
public struct StoredArtifact: Sendable {
    public var name: ImageName
    public var record: NameRecord
    public var manifest: ImageManifest

    public var digest: Digest { record.target.digest }
    /// Bytes of its files.
    public var size: Int64 { manifest.layers.reduce(0) { $0 + max(0, $1.size) } }
}

extension ContentDescriptor {
    /// The name of the file that a layer of an artifact is.
    public static let titleKey = "org.opencontainers.image.title"
    public var title: String? { annotations?[Self.titleKey] }
}

extension ImageManifest {
    /// The blobs that are kept with the manifest: without layers that are to be had elsewhere.
    var ownBlobs: [ContentDescriptor] { layers.filter { !MediaType.isForeignLayer($0.mediaType) } + [config] }
}

extension ImageStore {
    /// The names of artifacts.
    public var artifacts: NameStore { NameStore(layout: layout, root: layout.artifacts) }

    /// All artifacts that can be read, by name.
    public func allArtifacts() throws(ImageStoreError) -> [StoredArtifact] {
        var found: [StoredArtifact] = []
        for item in try artifacts.all().listed {
            guard let name = item.name else { continue }
            found.append(
                StoredArtifact(
                    name: name, record: item.record, manifest: try ImageDocuments(content: content).manifest(item.record.target)))
        }
        return found.sorted { $0.name < $1.name }
    }

    /// The artifact of a name, or of a digest or its first digits; nil when there is none.
    public func artifact(_ text: String) throws(ImageStoreError) -> StoredArtifact? {
        for name in ImageName.candidates(text) {
            guard let record = try artifacts.read(name) else { continue }
            return StoredArtifact(
                name: name, record: record, manifest: try ImageDocuments(content: content).manifest(record.target))
        }
        let hex = text.hasPrefix("sha256:") ? String(text.dropFirst(7)) : text
        guard hex.utf8.count >= 4, hex.utf8.allSatisfy({ $0 &- 0x30 < 10 || $0 &- 0x61 < 6 }) else { return nil }
        let found = try allArtifacts().filter { $0.digest.hex.hasPrefix(hex) }
        guard Set(found.map(\.digest)).count < 2 else {
            throw ImageStoreError(
                .ambiguous, "looking for the artifact", text, cause: "several have digests that start like that",
                nextStep: "give more digits")
        }
        return found.first
    }

    /// Takes the name from an artifact, and what nothing else needs with it.
    public func removeArtifact(_ artifact: StoredArtifact) throws(ImageStoreError) {
        try artifacts.remove(artifact.name)
        _ = try collectGarbage(among: Set(artifact.manifest.layers.map(\.digest) + [artifact.digest, artifact.manifest.config.digest]))
    }
}

extension ImageTransfer {
    /// Names a manifest whose blobs have been brought by this transfer.
    public func publish(artifact target: NameRecord.Target, as name: ImageName) throws(ImageStoreError) -> StoredArtifact {
        let manifest = try ImageDocuments(content: store.content).manifest(target)
        for blob in manifest.ownBlobs where try !holds(blob.digest, size: blob.size) { throw store.content.missing(blob.digest) }
        try store.flush()
        let record = NameRecord(
            target: target, manifest: target, id: target.digest, platform: "", created: .now,
            size: manifest.layers.reduce(0) { $0 + max(0, $1.size) })
        let before = try store.artifacts.read(name)
        try store.artifacts.write(record, as: name, flush: true)
        if let before, before.target != target {
            // What only the artifact of before needed goes.
            var references = References(store: store)
            try references.add(before)
            _ = try store.collectGarbage(among: references.needed)
        }
        return StoredArtifact(name: name, record: record, manifest: manifest)
    }

    /// Stores a file as a blob. It is read twice, first for its digest; one that changes meanwhile is refused.
    public func put(file path: String) throws(ImageStoreError) -> (digest: Digest, size: Int64, first: [UInt8]) {
        var stream = DigestStream()
        let first = try read(path) { (bytes) throws(ImageStoreError) in stream.update(bytes) }
        let digest = stream.digest()
        while true {
            switch try beginBlob(digest, size: stream.count) {
            case .present: return (digest, stream.count, first)
            case .busy: pause(nanoseconds: 20_000_000)
            case .begun(let ingest):
                do throws(ImageStoreError) {
                    var skip = Int(ingest.resumedAt)
                    _ = try read(path) { (bytes) throws(ImageStoreError) in
                        let known = min(skip, bytes.count)
                        skip -= known
                        if known < bytes.count { try ingest.write(Array(bytes[known...])) }
                    }
                    try ingest.finish()
                } catch {
                    ingest.abandon(keepingPartial: false)
                    throw error
                }
                return (digest, stream.count, first)
            }
        }
    }

    /// Answers the first bytes.
    private func read(
        _ path: String, _ take: ([UInt8]) throws(ImageStoreError) -> Void
    ) throws(ImageStoreError) -> [UInt8] {
        let file = try storing("adding the file", path) { () throws(SystemCallError) in
            let file = OpenFile(try open(path))
            guard try file.descriptor.status().kind == .file else {
                throw SystemCallError(call: "open", subject: path, errno: .invalid)
            }
            return file
        }
        var first: [UInt8] = []
        while true {
            let bytes = try storing("adding the file", path) { () throws(SystemCallError) in
                try file.descriptor.read(upTo: 1 << 20)
            }
            if bytes.isEmpty { return first }
            if first.isEmpty { first = Array(bytes.prefix(512)) }
            try take(bytes)
        }
    }
}
