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
        var left: [(layer: SavedLayer, place: Int64)] = []
        for image in images {
            let contents = try store.contents(of: image.record)
            for layer in contents.layers where written.insert(layer.diffID).inserted {
                let name = ByteName("\(layer.diffID.hex).tar")
                let layer = try SavedLayer(layer, of: store)
                try archiving { () throws(ArchiveError) in
                    try writer.add(TarEntry(name: name, kind: .file, size: layer.size))
                }
                if let file {
                    let place = try archiving { () throws(ArchiveError) in try writer.leaveContents(to: file) }
                    left.append((layer, place))
                } else {
                    try unsafe layer.write(isAlone: true) { (bytes) throws(ArchiveError) in try unsafe writer.write(bytes) }
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
            try unsafe layer.write(isAlone: isAlone) { (bytes) throws(ArchiveError) in try unsafe part.write(bytes) }
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
