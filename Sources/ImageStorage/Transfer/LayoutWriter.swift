internal import Archives
internal import JSONText
internal import Linux
internal import OCISpecification

/// Writes images as an OCI layout: every blob as it is in the store.
struct LayoutWriter {
    let store: ImageStore

    func write(_ images: [SavedImage], to output: any LayoutOutput) throws(ImageStoreError) {
        var descriptors = try output.existing()
        for image in images {
            let target = try whole(image.record)
            for digest in try blobs(of: target) { try output.copy(digest, from: store.content) }
            let plain = ContentDescriptor(mediaType: target.mediaType, digest: target.digest, size: target.size)
            let named = image.names.map { name in
                var descriptor = plain
                // containerd's whole name, which others read too, and the layout's own, which is the tag.
                descriptor.annotations = [
                    "io.containerd.image.name": name.description,
                    "org.opencontainers.image.ref.name": name.tag ?? "latest",
                ]
                return descriptor
            }
            for descriptor in named.isEmpty ? [plain] : named {
                let own = descriptor.annotations?["io.containerd.image.name"]
                // A name means one image.
                descriptors.removeAll {
                    own == nil ? $0 == descriptor : $0.annotations?["io.containerd.image.name"] == own
                }
                descriptors.append(descriptor)
            }
        }
        let index = ImageIndex(schemaVersion: 2, mediaType: MediaType.index, manifests: descriptors)
        let bytes: [UInt8]
        let layout: [UInt8]
        do throws(JSONError) {
            bytes = try JSON.encode(index)
            layout = try JSON.encode(ImageLayout.current)
        } catch { throw ImageStoreError(.invalid, "saving images", "", cause: error.description) }
        try output.finish(layout: layout, index: bytes)
    }

    /// The index with all its platforms where all of them are here, else the manifest of the image.
    private func whole(_ record: NameRecord) throws(ImageStoreError) -> NameRecord.Target {
        guard record.target != record.manifest,
            case .index(let index) = try ImageDocuments(content: store.content).document(record.target)
        else { return record.manifest }
        for child in index.manifests {
            guard try store.content.contains(child.digest, size: child.size) else { return record.manifest }
            for digest in try blobs(of: NameRecord.Target(child)) where try !store.content.contains(digest) {
                return record.manifest
            }
        }
        return record.target
    }

    private func blobs(of target: NameRecord.Target) throws(ImageStoreError) -> [Digest] {
        var found: [Digest] = []
        switch try ImageDocuments(content: store.content).document(target) {
        case .index(let index):
            for child in index.manifests { found += try blobs(of: NameRecord.Target(child)) }
        case .manifest(let manifest):
            found += manifest.layers.map(\.digest)
            found.append(manifest.config.digest)
        }
        return found + [target.digest]
    }
}

/// Where a layout goes.
protocol LayoutOutput: AnyObject {
    /// What the index names already.
    func existing() throws(ImageStoreError) -> [ContentDescriptor]
    /// Copies a blob unless it is there.
    func copy(_ digest: Digest, from content: ContentStore) throws(ImageStoreError)
    func finish(layout: [UInt8], index: [UInt8]) throws(ImageStoreError)
}

final class ArchiveLayoutOutput: LayoutOutput {
    private let writer: TarWriter
    private var written: Set<Digest> = []
    private var directories: Set<String> = []

    init(_ sink: any ByteSink) { writer = TarWriter(sink, buffer: 1 << 20) }

    func existing() throws(ImageStoreError) -> [ContentDescriptor] { [] }

    func copy(_ digest: Digest, from content: ContentStore) throws(ImageStoreError) {
        guard written.insert(digest).inserted else { return }
        let file = try content.open(digest)
        guard let size = try content.size(of: digest) else { throw content.missing(digest) }
        try archiving { () throws(ArchiveError) in
            for directory in ["blobs/", "blobs/\(digest.algorithm)/"] where directories.insert(directory).inserted {
                try writer.add(TarEntry(name: ByteName(directory), kind: .directory, permissions: 0o755))
            }
            try writer.add(
                TarEntry(name: ByteName("blobs/\(digest.algorithm)/\(digest.hex)"), kind: .file, size: size))
            guard try writer.write(from: file, upTo: size) == size else {
                throw ArchiveError(.input, "save the blob \(digest)", cause: "it became shorter meanwhile")
            }
        }
    }

    func finish(layout: [UInt8], index: [UInt8]) throws(ImageStoreError) {
        try archiving { () throws(ArchiveError) in
            try writer.add(TarEntry(name: ByteName(ImageLayout.indexFileName), kind: .file), contents: index)
            try writer.add(TarEntry(name: ByteName(ImageLayout.fileName), kind: .file), contents: layout)
            try writer.finish()
        }
    }
}

final class DirectoryLayoutOutput: LayoutOutput {
    private let path: String

    init(_ path: String) throws(ImageStoreError) {
        self.path = path
        _ = try storing("saving images to", path) { () throws(SystemCallError) in try makeDirectories(path) }
        // What killed commands left of records.
        for directory in [path, "\(path)/blobs/sha256", "\(path)/blobs/sha512"] { Leftovers.sweep(directory) { $0.isEmpty } }
    }

    func existing() throws(ImageStoreError) -> [ContentDescriptor] {
        do throws(SystemCallError) {
            let bytes = try readFile("\(path)/\(ImageLayout.indexFileName)", limit: ImageDocuments.manifestLimit)
            do throws(JSONError) { return try JSON.decode(ImageIndex.self, from: bytes).manifests } catch {
                throw SystemCallError(call: "read", subject: "\(path)/index.json (\(error))", errno: .invalid)
            }
        } catch {
            if error.errno == .noEntry { return [] }
            throw ImageStoreError("saving images to", path, error)
        }
    }

    func copy(_ digest: Digest, from content: ContentStore) throws(ImageStoreError) {
        let directory = "\(path)/blobs/\(digest.algorithm)"
        let file = try content.open(digest)
        try storing("saving the blob", digest.description) { () throws(SystemCallError) in
            let size = try file.status().size
            if let there = try? status(of: "\(directory)/\(digest.hex)").size, there == size { return }
            try makeDirectories(directory)
            let out = try UnnamedFile("\(directory)/\(digest.hex)")
            do throws(SystemCallError) {
                while try out.descriptor.copyRange(from: file, upTo: 1 << 30) > 0 {}
                try out.place(flush: false)
            } catch {
                out.abandon()
                throw error
            }
        }
    }

    func finish(layout: [UInt8], index: [UInt8]) throws(ImageStoreError) {
        try storing("saving images to", path) { () throws(SystemCallError) in
            try AtomicRecord.write(layout, to: ImageLayout.fileName, in: path, flush: false)
            try AtomicRecord.write(index, to: ImageLayout.indexFileName, in: path, flush: false)
        }
    }
}
