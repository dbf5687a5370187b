internal import Archives
internal import JSONText
internal import Linux
internal import OCISpecification

/// Where a layout goes.
protocol LayoutOutput: AnyObject {
    /// What the index names already.
    func existing() throws(ImageStoreError) -> [ContentDescriptor]
    /// Copies a blob unless it is there.
    func copy(_ digest: Digest, from content: ContentStore) throws(ImageStoreError)
    /// Writes a blob unless it is there.
    /// - Parameter reading: gives the bytes to what writes them, and throws when they were not those of the digest.
    func write(
        _ digest: Digest, size: Int64,
        _ reading: ((any ByteSource) throws(ArchiveError) -> Void) throws(ImageStoreError) -> Void
    ) throws(ImageStoreError)
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
            try begin(digest, size)
            guard try writer.write(from: file, upTo: size) == size else {
                throw ArchiveError(.input, "save the blob \(digest)", cause: "it became shorter meanwhile")
            }
        }
    }

    func write(
        _ digest: Digest, size: Int64,
        _ reading: ((any ByteSource) throws(ArchiveError) -> Void) throws(ImageStoreError) -> Void
    ) throws(ImageStoreError) {
        guard written.insert(digest).inserted else { return }
        try reading { (source) throws(ArchiveError) in
            try begin(digest, size)
            try writer.write(from: source)
        }
    }

    private func begin(_ digest: Digest, _ size: Int64) throws(ArchiveError) {
        for directory in ["blobs/", "blobs/\(digest.algorithm)/"] where directories.insert(directory).inserted {
            try writer.add(TarEntry(name: ByteName(directory), kind: .directory, permissions: 0o755))
        }
        try writer.add(TarEntry(name: ByteName("blobs/\(digest.algorithm)/\(digest.hex)"), kind: .file, size: size))
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
        let file = try content.open(digest)
        let size = try storing("saving the blob", digest.description) { () throws(SystemCallError) in try file.status().size }
        try place(digest, size: size) { (out) throws(ImageStoreError) in
            try storing("saving the blob", digest.description) { () throws(SystemCallError) in
                while try out.copyRange(from: file, upTo: 1 << 30) > 0 {}
            }
        }
    }

    func write(
        _ digest: Digest, size: Int64,
        _ reading: ((any ByteSource) throws(ArchiveError) -> Void) throws(ImageStoreError) -> Void
    ) throws(ImageStoreError) {
        try place(digest, size: size) { (out) throws(ImageStoreError) in
            let name = "\(path)/blobs/\(digest.algorithm)/\(digest.hex)"
            let sink = try storing("saving the blob", digest.description) { () throws(SystemCallError) in
                DescriptorSink(try out.duplicate(), name: name)
            }
            try reading { (source) throws(ArchiveError) in
                while true {
                    let chunk = unsafe try source.next()
                    if unsafe chunk.isEmpty { return try sink.finish() }
                    try unsafe sink.write(chunk)
                }
            }
        }
    }

    /// Makes a file that has its name only when it is whole.
    private func place(
        _ digest: Digest, size: Int64, fill: (borrowing Descriptor) throws(ImageStoreError) -> Void
    ) throws(ImageStoreError) {
        let directory = "\(path)/blobs/\(digest.algorithm)"
        // What cannot be looked at is written.
        if let there = try? status(of: "\(directory)/\(digest.hex)").size, there == size { return }
        let out = try storing("saving the blob", digest.description) { () throws(SystemCallError) in
            try makeDirectories(directory)
            return try UnnamedFile("\(directory)/\(digest.hex)")
        }
        do throws(ImageStoreError) {
            try fill(out.descriptor)
            try storing("saving the blob", digest.description) { () throws(SystemCallError) in try out.place(flush: false) }
        } catch {
            out.abandon()
            throw error
        }
    }

    func finish(layout: [UInt8], index: [UInt8]) throws(ImageStoreError) {
        try storing("saving images to", path) { () throws(SystemCallError) in
            try AtomicRecord.write(layout, to: ImageLayout.fileName, in: path, flush: false)
            try AtomicRecord.write(index, to: ImageLayout.indexFileName, in: path, flush: false)
        }
    }
}
