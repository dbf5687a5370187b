internal import Archives
internal import Linux
internal import OCISpecification

/// Gives the bytes of a plain archive again, from the outline of its layer and the layer's tree.
@safe final class OutlinedBlobSource: ByteSource {
    private let outline: OpenFile
    private let tree: OpenFile
    private let segments: [OutlineIndex.Segment]
    private var position = 0
    private var file: DescriptorSource?
    private let block = ByteBlock(capacity: 256 << 10)
    private var offset: Int64 = 0
    private var left: Int64 = 0
    /// Bytes of the archive.
    let size: Int64

    private init(outline: OpenFile, tree: OpenFile, index: OutlineIndex) {
        self.outline = outline
        self.tree = tree
        segments = index.segments
        size = index.archiveSize
    }

    /// Nil when the layer has no outline.
    static func open(_ digest: Digest, _ layout: StoreLayout) throws(ImageStoreError) -> OutlinedBlobSource? {
        let path = "\(layout.layer(digest))/\(OutlineIndex.fileName)"
        return try storing("reading the outline", path) { () throws(SystemCallError) in
            let file: Descriptor
            do throws(SystemCallError) { file = try Linux.open(path) } catch {
                if error.errno == .noEntry || error.errno == .notDirectory { return nil }
                throw error
            }
            guard let index = try OutlineIndex(of: file) else {
                throw SystemCallError(call: "read", subject: path, errno: .badMessage)
            }
            let tree = OpenFile(try Linux.open(layout.layerTree(digest), [.path, .directory]))
            return OutlinedBlobSource(outline: OpenFile(file), tree: tree, index: index)
        }
    }

    func next() throws(ArchiveError) -> UnsafeRawBufferPointer {
        while true {
            if let file {
                let chunk = unsafe try file.next()
                if unsafe !chunk.isEmpty { return unsafe chunk }
                self.file = nil
            }
            if left > 0 { return unsafe try literal() }
            guard position < segments.count else { return unsafe block.prefix(0) }
            switch segments[position] {
            case .literal(let start, let count): (offset, left) = (start, count)
            case .file(let path, let count): file = try OutlinedFile.open(path, count: count, in: tree)
            }
            position += 1
        }
    }

    private func literal() throws(ArchiveError) -> UnsafeRawBufferPointer {
        let wanted = Int(min(left, Int64(block.capacity)))
        let into = unsafe UnsafeMutableRawBufferPointer(rebasing: block.bytes[..<wanted])
        let count: Int
        do throws(SystemCallError) { count = try unsafe outline.descriptor.read(into: into, at: offset) } catch {
            throw ArchiveError(.input, "read the outline", cause: error)
        }
        guard count > 0 else { throw ArchiveError(.truncated, "read the outline", cause: "it ends too early") }
        offset += Int64(count)
        left -= Int64(count)
        return unsafe block.prefix(count)
    }
}

extension ContentStore {
    /// Bytes of a blob that only the outline of its layer holds; nil when there is none.
    func outlinedSize(of digest: Digest) throws(ImageStoreError) -> Int64? {
        try storing("looking for the blob", digest.description) { () throws(SystemCallError) in
            guard try exists("\(layout.layer(digest))/\(OutlineIndex.fileName)") else { return nil }
            let bytes: [UInt8]
            do throws(SystemCallError) {
                bytes = try readFile("\(layout.layer(digest))/\(LayerStore.recordName)", limit: 65536)
            } catch {
                if error.errno == .noEntry { return nil }
                throw error
            }
            // A torn record belongs to a layer that is not there.
            return (try? LayerRecord(parsing: bytes))?.archiveBytes
        }
    }

    /// Writes a blob that only an outline holds as a file, once and for all.
    func writeOutlined(_ digest: Digest) throws(ImageStoreError) {
        while true {
            switch try begin(digest, size: nil, countingOutlines: false) {
            case .present: return
            case .busy: pause(nanoseconds: 20_000_000)
            case .begun(let ingest):
                var outlined: (any ByteSource)? = try OutlinedBlobSource.open(digest, layout)
                if outlined == nil { outlined = try sourceElsewhere(of: digest) }
                guard let source = outlined else {
                    ingest.abandon(keepingPartial: false)
                    throw missing(digest)
                }
                do throws(ArchiveError) {
                    var skip = ingest.resumedAt
                    while true {
                        let chunk = unsafe try source.next()
                        if unsafe chunk.isEmpty { break }
                        let known = Int(min(skip, Int64(chunk.count)))
                        skip -= Int64(known)
                        do throws(ImageStoreError) {
                            try unsafe ingest.write(UnsafeRawBufferPointer(rebasing: chunk[known...]))
                        } catch {
                            throw ArchiveError(.output, "store the blob", cause: error.description, errno: error.errno)
                        }
                    }
                } catch {
                    ingest.abandon(keepingPartial: false)
                    throw ImageStoreError("putting together the blob", digest.description, error)
                }
                try ingest.finish()
                return
            }
        }
    }
}
