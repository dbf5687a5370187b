internal import Archives
internal import ImageTrust
internal import JSONText

/// What of an archive is not in its files, in the form of tar-split: with it and the files the archive can be made again byte for byte.
struct TarSplitTable {
    private(set) var text: PackedText
    private var position: Int64 = 0

    init(level: Int) throws(ArchiveError) { text = try PackedText(level: level) }

    /// Bytes that stand before, between and after files: padding and headers.
    mutating func add(segment bytes: [UInt8]) throws(ArchiveError) {
        try add(["type": 2, "payload": .string(Base64.encode(bytes))])
    }

    /// - Parameter checksum: of the contents; nil for a file without any.
    mutating func add(file name: String, size: Int64, checksum: CRC64?) throws(ArchiveError) {
        var entry: JSONObject = ["type": 1, "name": .string(name)]
        if size > 0 { entry["size"] = .integer(size) }
        entry["payload"] = checksum.map { .string(Base64.encode($0.bytes)) } ?? .null
        try add(entry)
    }

    private mutating func add(_ entry: JSONObject) throws(ArchiveError) {
        var entry = entry
        entry["position"] = .integer(position)
        position += 1
        try text.add(JSONValue.object(entry).text + "\n")
    }
}
