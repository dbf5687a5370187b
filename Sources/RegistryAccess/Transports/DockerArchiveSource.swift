internal import ImageStorage
internal import JSONText
internal import OCISpecification

/// An image of docker's archive format. It has no manifest there: one is made of its configuration and its layers.
struct DockerArchiveSource: ImageSource {
    let name: String
    private let top: FetchedManifest
    private let places: [Digest: FileTree.Piece]

    private struct Item: Decodable {
        var Config: String
        var RepoTags: [String]?
        var Layers: [String]?
    }

    init(_ path: String, image: ImagePlace.ArchivedImage?, name: String) throws(RegistryError) {
        self.name = name
        let tree = FileTree.archive(try ArchiveFile(path, doing: "read the image archive"))
        let items = try Self.items(tree)
        let item = try Self.choose(image, of: items, name)
        let config = try tree.required(item.Config, limit: ImageDocuments.configurationLimit)
        let layers = item.Layers ?? []
        let diffIDs = try Self.diffIDs(of: config, item.Config, path)
        guard diffIDs.count == layers.count else {
            throw RegistryError(
                .invalidManifest, doing: "read the image archive", subject: path,
                cause: "\(item.Config) has \(diffIDs.count) layers and manifest.json names \(layers.count)")
        }
        var places: [Digest: FileTree.Piece] = [:]
        let configuration = ContentDescriptor(
            mediaType: MediaType.dockerConfiguration, digest: DigestStream.digest(of: config), size: Int64(config.count))
        places[configuration.digest] = try tree.piece(item.Config)
        var descriptors: [ContentDescriptor] = []
        for (layer, diffID) in zip(layers, diffIDs) {
            guard let piece = try tree.piece(layer) else { throw tree.missing(layer) }
            let descriptor = try Self.describe(piece, diffID, "\(path)/\(layer)")
            places[descriptor.digest] = piece
            descriptors.append(descriptor)
        }
        self.places = places
        top = try FetchedManifest.local(
            ManifestConversion.dockerText(config: configuration, layers: descriptors), nil, of: name)
    }

    private static func items(_ tree: FileTree) throws(RegistryError) -> [Item] {
        let bytes = try tree.required("manifest.json", limit: 64 << 20)
        do throws(JSONError) { return try JSON.decode([Item].self, from: bytes) } catch {
            throw RegistryError(
                .invalidManifest, doing: "read the image archive", subject: tree.path, cause: "its manifest.json: \(error.description)")
        }
    }

    /// The names of all images of an archive.
    static func tags(of path: String) throws(RegistryError) -> [String] {
        try items(.archive(try ArchiveFile(path, doing: "read the image archive"))).flatMap { $0.RepoTags ?? [] }
    }

    private static func choose(_ image: ImagePlace.ArchivedImage?, of items: [Item], _ name: String) throws(RegistryError) -> Item {
        func refusal(_ cause: String) -> RegistryError {
            let tags = items.flatMap { $0.RepoTags ?? [] }.prefix(20).map { printable($0) }.joined(separator: ", ")
            return RegistryError(
                .notFound, doing: "copy", subject: name, cause: cause, advice: tags.isEmpty ? "" : "It holds \(tags)")
        }
        switch image {
        case nil:
            guard items.count == 1 else {
                throw refusal(items.isEmpty ? "the archive holds no image" : "the archive holds \(items.count) images and none was named")
            }
            return items[0]
        case .number(let number):
            guard number < items.count else { throw refusal("the archive holds \(items.count) images, counted from 0") }
            return items[number]
        case .named(let wanted):
            let found = items.first { item in
                (item.RepoTags ?? []).contains { ImageReference($0)?.withDefaultTag == wanted }
            }
            guard let found else { throw refusal("the archive holds no image of that name") }
            return found
        }
    }

    private static func diffIDs(of config: [UInt8], _ file: String, _ path: String) throws(RegistryError) -> [Digest] {
        do throws(JSONError) {
            let value = try JSONValue(parsing: config)
            return try (value["rootfs"]?["diff_ids"]?.arrayValue ?? []).map { (text) throws(JSONError) in
                guard let digest = text.stringValue.flatMap({ Digest($0) }) else {
                    throw JSONError(.invalidValue, "a diff id is no digest", path: "rootfs.diff_ids")
                }
                return digest
            }
        } catch {
            throw RegistryError(
                .invalidManifest, doing: "read the image archive", subject: path, cause: "\(file): \(error.description)")
        }
    }

    /// A plain layer is its diff id; of a compressed one the digest is found out.
    private static func describe(_ piece: FileTree.Piece, _ diffID: Digest, _ file: String) throws(RegistryError) -> ContentDescriptor {
        let first = try piece.bytes(0..<Int(min(4, piece.size)), of: file)
        let isGzip = first.starts(with: [0x1f, 0x8b])
        guard isGzip || first.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) else {
            return ContentDescriptor(mediaType: MediaType.dockerLayer, digest: diffID, size: piece.size)
        }
        var stream = DigestStream()
        var offset = 0
        while Int64(offset) < piece.size {
            let bytes = try piece.bytes(offset..<Int(min(Int64(offset) + (1 << 20), piece.size)), of: file)
            if bytes.isEmpty { break }
            stream.update(bytes)
            offset += bytes.count
        }
        return ContentDescriptor(
            mediaType: isGzip ? MediaType.dockerLayerGzip : MediaType.dockerLayerZstd, digest: stream.digest(), size: piece.size)
    }

    func manifest(_ child: ContentDescriptor?) async throws(RegistryError) -> FetchedManifest { top }

    func blob(_ blob: ContentDescriptor) async throws(RegistryError) -> BlobStream {
        guard let piece = places[blob.digest] else { preconditionFailure("blobs are those of the manifest") }
        return try BlobStream(blob: blob, origin: .file(piece.file, offset: piece.offset), name: name).limited(to: piece.size)
    }
}
