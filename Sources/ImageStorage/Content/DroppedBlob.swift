internal import Linux
public import OCISpecification

/// A compressed layer that was dropped because a registry still has it: what is left is this note.
///
/// It lies below `content/dropped/`. A blob that is there again counts more than its note.
public struct DroppedBlob: Hashable, Sendable {
    /// Bytes of the blob.
    public var size: Int64
    /// The layer that was unpacked from it.
    public var diffID: Digest
    /// Such as `docker.io/library/debian`.
    public var repository: String

    static let kind = "dropped"

    func bytes() -> [UInt8] {
        var text = RecordText()
        text.add("size", String(size))
        text.add("diff", diffID.description)
        text.add("repository", repository)
        return text.bytes(kind: Self.kind)
    }

    init(size: Int64, diffID: Digest, repository: String) {
        self.size = size
        self.diffID = diffID
        self.repository = repository
    }

    init?(parsing bytes: [UInt8]) {
        guard let text = try? RecordText(parsing: bytes, kind: Self.kind), let size = text["size"].flatMap({ Int64($0) }),
            let diffID = text["diff"].flatMap({ Digest($0) }), let repository = text["repository"]
        else { return nil }
        self.init(size: size, diffID: diffID, repository: repository)
    }
}

extension ContentStore {
    /// The note of a blob that was dropped and is not there; nil where there is none, or none that can be read.
    public func dropped(_ digest: Digest) throws(ImageStoreError) -> DroppedBlob? {
        do throws(SystemCallError) { return DroppedBlob(parsing: try readFile(layout.dropped(digest), limit: 65536)) } catch {
            if error.errno == .noEntry || error.errno == .notDirectory { return nil }
            throw ImageStoreError("reading the note of the dropped blob", digest.description, error)
        }
    }

    /// Whether the blob was dropped after that layer had been unpacked from it.
    func wasDropped(_ digest: Digest, size: Int64?, diffID: Digest) throws(ImageStoreError) -> Bool {
        guard !fetchesDropped, let note = try dropped(digest) else { return false }
        return note.diffID == diffID && (size == nil || size == note.size)
    }

    /// Whether the bytes of a layer are there, or were dropped on purpose after it had been unpacked.
    public func hasLayer(_ descriptor: ContentDescriptor, diffID: Digest) throws(ImageStoreError) -> Bool {
        if try contains(descriptor.digest, size: descriptor.size) { return true }
        return try wasDropped(descriptor.digest, size: descriptor.size, diffID: diffID)
    }

    /// Drops a blob. The note is on the disk before the blob goes.
    func drop(_ digest: Digest, _ note: DroppedBlob) throws(ImageStoreError) {
        try storing("dropping the blob", digest.description) { () throws(SystemCallError) in
            try makeDirectories(layout.droppedNotes, mode: 0o700)
            let path = layout.dropped(digest)
            let name = path.dropFirst(layout.droppedNotes.utf8.count + 1)
            try AtomicRecord.write(note.bytes(), to: String(name), in: layout.droppedNotes, flush: true)
            do throws(SystemCallError) { try removeFile(layout.blob(digest)) } catch {
                if error.errno != .noEntry { throw error }
            }
        }
    }

    /// Forgets that a blob was dropped: it counts as missing until it is there again. Answers the note.
    public func forgetDropped(_ digest: Digest) throws(ImageStoreError) -> DroppedBlob? {
        let note = try dropped(digest)
        try storing("forgetting the dropped blob", digest.description) { () throws(SystemCallError) in
            do throws(SystemCallError) { try removeFile(layout.dropped(digest)) } catch {
                if error.errno != .noEntry && error.errno != .notDirectory { throw error }
            }
        }
        return note
    }

    /// The blobs that notes tell of.
    func allDropped() throws(ImageStoreError) -> [Digest] {
        let files = try storing("listing", layout.droppedNotes) { () throws(SystemCallError) in try names(in: layout.droppedNotes) }
        return files.compactMap { name in
            guard !name.hasPrefix("."), let dash = name.firstIndex(of: "-") else { return nil }
            return Digest("\(name[..<dash]):\(name[name.index(after: dash)...])")
        }
    }
}
