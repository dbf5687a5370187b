internal import Archives
internal import JSONText
internal import Linux
internal import OCISpecification

/// Writes docker's archive format: configurations, plain layers under their diff ids, `manifest.json`, `repositories`.
struct DockerArchiveWriter {
    private let store: ImageStore
    private let writer: TarWriter

    private struct Item: Encodable {
        var Config: String
        var RepoTags: [String]?
        var Layers: [String]
    }

    init(store: ImageStore, sink: any ByteSink) {
        self.store = store
        writer = TarWriter(sink, buffer: 1 << 20)
    }

    func write(_ images: [SavedImage]) throws(ImageStoreError) {
        var written: Set<Digest> = []
        var items: [Item] = []
        var repositories = JSONObject()
        for image in images {
            let contents = try store.contents(of: image.record)
            for layer in contents.layers where written.insert(layer.diffID).inserted { try write(layer) }
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
    }

    private func add(_ name: String, _ bytes: [UInt8]) throws(ImageStoreError) {
        try archiving { () throws(ArchiveError) in
            try writer.add(TarEntry(name: ByteName(name), kind: .file), contents: bytes)
        }
    }

    private func write(_ layer: ImageContents.Layer) throws(ImageStoreError) {
        let digest = layer.descriptor.digest
        var size = try store.layers.record(of: layer.diffID)?.archiveBytes ?? 0
        if size == 0 { size = try plainSize(digest) }
        let blob = try store.content.source(of: digest)
        var stream = DigestStream()
        do throws(ArchiveError) {
            // Decompressing takes as long as hashing and writing: each has a thread.
            let source = try ReadAheadSource(DecompressingSource(blob))
            try writer.add(
                TarEntry(name: ByteName("\(layer.diffID.hex).tar"), kind: .file, size: size))
            while true {
                let chunk = unsafe try source.next()
                if unsafe chunk.isEmpty { break }
                unsafe stream.update(chunk)
                try unsafe writer.write(chunk)
            }
        } catch { throw ImageStoreError("saving the layer", digest.description, error) }
        guard stream.digest() == layer.diffID else { throw store.content.damaged(digest) }
    }

    private func plainSize(_ digest: Digest) throws(ImageStoreError) -> Int64 {
        let source = unsafe TappedSource(
            DecompressingSource(try store.content.source(of: digest)),
            tap: { _ in })
        try archiving { () throws(ArchiveError) in try source.drain() }
        return source.count
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
