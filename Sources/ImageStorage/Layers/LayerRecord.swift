internal import Linux
public import OCISpecification

/// What the store remembers of an unpacked layer.
public struct LayerRecord: Hashable, Sendable {
    /// The digest of the uncompressed archive.
    public var diffID: Digest
    /// The blob that it was unpacked from.
    public var blob: Digest
    /// Bytes of the uncompressed archive.
    public var archiveBytes: Int64
    /// Bytes of file contents, as sizes of images count them.
    public var contentBytes: Int64
    public var entries: Int
    /// Directories that the archive only implies and whose looks were therefore made up.
    public var impliedDirectories: Int

    public init(
        diffID: Digest, blob: Digest, archiveBytes: Int64, contentBytes: Int64, entries: Int,
        impliedDirectories: Int = 0
    ) {
        self.diffID = diffID
        self.blob = blob
        self.archiveBytes = archiveBytes
        self.contentBytes = contentBytes
        self.entries = entries
        self.impliedDirectories = impliedDirectories
    }

    static let kind = "layer"

    func bytes() -> [UInt8] {
        var text = RecordText()
        text.add("diff", diffID.description)
        text.add("blob", blob.description)
        text.add("archive", String(archiveBytes))
        text.add("content", String(contentBytes))
        text.add("entries", String(entries))
        text.add("implied", String(impliedDirectories))
        return text.bytes(kind: Self.kind)
    }

    init(parsing bytes: [UInt8]) throws(RecordText.Fault) {
        let text = try RecordText(parsing: bytes, kind: Self.kind)
        guard let diff = text["diff"].flatMap({ Digest($0) }), let blob = text["blob"].flatMap({ Digest($0) }),
            let archive = text["archive"].flatMap({ Int64($0) }), let content = text["content"].flatMap({ Int64($0) }),
            let entries = text["entries"].flatMap({ Int($0) }), let implied = text["implied"].flatMap({ Int($0) })
        else { throw .torn("a line of it is missing") }
        self.init(
            diffID: diff, blob: blob, archiveBytes: archive, contentBytes: content, entries: entries,
            impliedDirectories: implied)
    }
}
