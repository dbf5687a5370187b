internal import Archives
internal import ImageTrust
internal import JSONText
internal import Linux
internal import OCISpecification

/// The table of contents of a zstd:chunked layer: each file with what its header says, and where in the blob its chunks lie.
struct ContentsTable {
    struct Chunk {
        /// Bytes of the contents before it, and in it.
        var place: Int64
        var size: Int64
        /// Of the frame in the blob.
        var offset: Int64
        var digest: Digest
        var isZeros: Bool
    }

    /// The contents of a file.
    struct Contents {
        var digest: Digest
        var offset: Int64
        var end: Int64
        var chunks: [Chunk]
    }

    private(set) var text: PackedText
    private var isFirst = true

    init(level: Int) throws(ArchiveError) {
        text = try PackedText(level: level)
        try text.add(#"{"version":1,"entries":["#)
    }

    mutating func add(_ entry: TarEntry, _ header: RawTarHeader, _ type: String, _ contents: Contents?) throws(ArchiveError) {
        var main: JSONObject = ["type": .string(type), "name": .string(entry.name.display)]
        func number(_ key: String, _ value: Int64) { if value != 0 { main[key] = .integer(value) } }
        if !entry.linkTarget.bytes.isEmpty { main["linkName"] = .string(entry.linkTarget.display) }
        number("mode", header.mode)
        number("size", entry.size)
        number("uid", Int64(entry.user))
        number("gid", Int64(entry.group))
        main["modtime"] = .string(Self.text(entry.modified))
        if let time = entry.accessed { main["accesstime"] = .string(Self.text(time)) }
        if let time = entry.changed { main["changetime"] = .string(Self.text(time)) }
        number("devMajor", header.deviceMajor)
        number("devMinor", header.deviceMinor)
        if !entry.extendedAttributes.isEmpty {
            main["xattrs"] = .object(
                JSONObject(entry.extendedAttributes.map { ($0.name.display, .string(Base64.encode($0.value))) }))
        }
        let chunks = contents?.chunks ?? []
        if let contents {
            main["digest"] = .string(contents.digest.description)
            number("offset", contents.offset)
            number("endOffset", contents.end)
        }
        guard chunks.count > 1 else { return try add(main) }
        for (index, chunk) in chunks.enumerated() {
            var object = index == 0 ? main : ["type": "chunk", "name": .string(entry.name.display)]
            object["offset"] = .integer(chunk.offset)
            object["chunkSize"] = .integer(chunk.size)
            if chunk.place > 0 { object["chunkOffset"] = .integer(chunk.place) }
            object["chunkDigest"] = .string(chunk.digest.description)
            if chunk.isZeros { object["chunkType"] = "zeros" }
            try add(object)
        }
    }

    private mutating func add(_ entry: JSONObject) throws(ArchiveError) {
        try text.add((isFirst ? "" : ",") + JSONValue.object(entry).text)
        isFirst = false
    }

    mutating func end(tarSplit digest: Digest) throws(ArchiveError) { try text.add("],\"tarSplitDigest\":\"\(digest)\"}") }

    /// As Go writes times.
    private static func text(_ time: FileStatus.Time) -> String {
        Timestamp(nanoseconds: time.seconds * 1_000_000_000 + Int64(time.nanoseconds)).rfc3339Nano
    }
}
