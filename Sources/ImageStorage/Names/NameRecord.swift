public import Linux
public import OCISpecification

/// What a name stands for, with as much of the image as lists show: listing reads no other file.
public struct NameRecord: Hashable, Sendable {
    /// What the name was given to: an index with all its platforms, or a manifest.
    public var target: Target
    /// The manifest of the platform that was chosen; equal to `target` where that is a manifest.
    public var manifest: Target
    /// The digest of the configuration: the image's id.
    public var id: Digest
    public var platform: String
    /// When the image was made, as its configuration says.
    public var created: Timestamp?
    /// Bytes of the contents of all layers.
    public var size: Int64
    /// When the name was given.
    public var tagged: Timestamp

    /// A descriptor without its ornaments.
    public struct Target: Hashable, Sendable {
        public var mediaType: String
        public var digest: Digest
        /// Bytes.
        public var size: Int64
        public init(mediaType: String, digest: Digest, size: Int64) {
            self.mediaType = mediaType
            self.digest = digest
            self.size = size
        }
    }

    public init(
        target: Target, manifest: Target, id: Digest, platform: String, created: Timestamp?, size: Int64,
        tagged: Timestamp = .now
    ) {
        self.target = target
        self.manifest = manifest
        self.id = id
        self.platform = platform
        self.created = created
        self.size = size
        self.tagged = tagged
    }

    static let kind = "image"

    func bytes() -> [UInt8] {
        var text = RecordText()
        text.add("target", Self.line(target))
        text.add("manifest", Self.line(manifest))
        text.add("id", id.description)
        text.add("platform", platform)
        if let created { text.add("created", String(created.nanoseconds)) }
        text.add("size", String(size))
        text.add("tagged", String(tagged.nanoseconds))
        return text.bytes(kind: Self.kind)
    }

    init(parsing bytes: [UInt8]) throws(RecordText.Fault) {
        let text = try RecordText(parsing: bytes, kind: Self.kind)
        let line = text["manifest"]
        guard let target = text["target"].flatMap(Self.target),
            let manifest = line == text["target"] ? target : line.flatMap(Self.target),
            let id = text["id"].flatMap({ Digest($0) }), let size = text["size"].flatMap({ Int64($0) }),
            let tagged = text["tagged"].flatMap({ Int64($0) })
        else { throw .torn("a line of it is missing") }
        self.init(
            target: target, manifest: manifest, id: id, platform: text["platform"] ?? "",
            created: text["created"].flatMap { Int64($0) }.map { Timestamp(nanoseconds: $0) }, size: size,
            tagged: Timestamp(nanoseconds: tagged))
    }

    private static func line(_ target: Target) -> String { "\(target.digest) \(target.size) \(target.mediaType)" }

    private static func target(_ line: String) -> Target? {
        guard let first = line.utf8.firstIndex(of: 0x20) else { return nil }
        let rest = line[line.utf8.index(after: first)...]
        guard let second = rest.utf8.firstIndex(of: 0x20), let digest = Digest(String(line[..<first])), let size = Int64(rest[..<second])
        else { return nil }
        return Target(mediaType: String(rest[rest.utf8.index(after: second)...]), digest: digest, size: size)
    }
}
