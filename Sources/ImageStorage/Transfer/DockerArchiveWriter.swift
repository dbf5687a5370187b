internal import Archives
internal import JSONText
internal import Linux
internal import OCISpecification

/// Writes docker's archive format: configurations, plain layers under their diff ids, `manifest.json`, `repositories`.
///
/// Into a file several layers are written at once, each at its place; a pipe gets one after another.
struct DockerArchiveWriter {
    private let store: ImageStore
    private let writer: TarWriter
    /// The archive, where it is a file.
    private let file: DirectFileSink?

    private struct Item: Encodable {
        var Config: String
        var RepoTags: [String]?
        var Layers: [String]
    }

    init(store: ImageStore, sink: any ByteSink) {
        self.store = store
        writer = TarWriter(sink, buffer: 1 << 20)
        file = sink as? DirectFileSink
    }

    func write(_ images: [SavedImage]) throws(ImageStoreError) {
        var written: Set<Digest> = []
        var items: [Item] = []
        var repositories = JSONObject()
        var left: [(layer: PlainLayer, place: Int64)] = []
        for image in images {
            guard image.members.count < 2 else {
                throw ImageStoreError(
                    .unsupported, "saving", image.record.id.description, cause: "docker's format has one platform of an image",
                    nextStep: "use --format oci-archive for several, or name one --platform")
            }
            let contents = try ImageContents(of: image.members.first ?? image.record.manifest, in: store.content)
            for layer in contents.layers where written.insert(layer.diffID).inserted {
                let plain = try PlainLayer(layer, in: store)
                try archiving { () throws(ArchiveError) in
                    try writer.add(TarEntry(name: ByteName("\(layer.diffID.hex).tar"), kind: .file, size: plain.size))
                }
                if let file {
                    left.append((plain, try archiving { () throws(ArchiveError) in try writer.leaveContents(to: file) }))
                } else {
                    try plain.reading { (source) throws(ArchiveError) in try writer.write(from: source) }
                }
            }
            let config = try store.content.read(contents.id, limit: ImageDocuments.configurationLimit)
            if written.insert(contents.id).inserted { try add("\(contents.id.hex).json", config) }
            items.append(
                Item(
                    Config: "\(contents.id.hex).json",
                    RepoTags: image.names.isEmpty ? nil : image.names.map(\.familiar),
                    Layers: contents.diffIDs.map { "\($0.hex).tar" }))
            for name in image.names {
                guard let tag = name.tag, let top = contents.diffIDs.last else { continue }
                var tags = repositories[name.familiarRepository]?.objectValue ?? JSONObject()
                tags[tag] = .string(top.hex)
                repositories[name.familiarRepository] = .object(tags)
            }
        }
        try add("manifest.json", try encode(items))
        if !repositories.isEmpty { try add("repositories", try encode(JSONValue.object(repositories))) }
        try archiving { () throws(ArchiveError) in try writer.finish() }
        guard let file else { return }
        let isAlone = left.count == 1
        try inParallel(left, threads: 8) { (layer, place) throws(ImageStoreError) in
            let part = try archiving { () throws(ArchiveError) in try file.part(at: place) }
            try layer.reading(isAlone: isAlone) { (source) throws(ArchiveError) in try part.write(from: source) }
            try archiving { () throws(ArchiveError) in try part.finish() }
        }
    }

    private func add(_ name: String, _ bytes: [UInt8]) throws(ImageStoreError) {
        try archiving { () throws(ArchiveError) in
            try writer.add(TarEntry(name: ByteName(name), kind: .file), contents: bytes)
        }
    }

    private func encode(_ value: some Encodable) throws(ImageStoreError) -> [UInt8] {
        do throws(JSONError) { return try JSON.encode(value) } catch {
            throw ImageStoreError(.invalid, "saving images", "", cause: error.description)
        }
    }
}

/// Runs work on an archive that is being written.
func archiving<Result>(_ body: () throws(ArchiveError) -> Result) throws(ImageStoreError) -> Result {
    do throws(ArchiveError) { return try body() } catch { throw ImageStoreError("saving images", "", error) }
}
