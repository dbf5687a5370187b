internal import JSONText
internal import OCISpecification

/// An image of an OCI layout, in a directory or an archive.
struct LayoutSource: ImageSource {
    let tree: FileTree
    let name: String
    private let chosen: ContentDescriptor
    /// Where the blobs are: below the layout, or in a directory that several layouts share.
    private let blobs: FileTree
    private let isShared: Bool

    /// - Parameters:
    ///   - image: which image of `index.json`: by its name there; nil for the only one.
    ///   - shared: the directory that has the blobs.
    init(_ tree: FileTree, image: String?, name: String, shared: String? = nil) throws(RegistryError) {
        self.tree = tree
        isShared = shared != nil
        blobs =
            try shared.map { (path) throws(RegistryError) in try FileTree(directory: path, doing: "read the directory of blobs") } ?? tree
        self.name = name
        guard try tree.read(ImageLayout.fileName) != nil else {
            throw RegistryError(
                .notFound, doing: "read the image layout", subject: tree.path, cause: "it has no file \(ImageLayout.fileName)",
                advice: "Check that the path is that of an OCI layout")
        }
        let bytes = try tree.required(ImageLayout.indexFileName)
        let index: ImageIndex
        do throws(JSONError) { index = try JSON.decode(ImageIndex.self, from: bytes) } catch {
            throw RegistryError(
                .invalidManifest, doing: "read the image layout", subject: "\(tree.path)/index.json", cause: error.description)
        }
        chosen = try Self.choose(image, of: index, name)
    }

    private static func choose(_ image: String?, of index: ImageIndex, _ name: String) throws(RegistryError) -> ContentDescriptor {
        let named = index.manifests.map { (names: Self.names(of: $0), descriptor: $0) }
        func refusal(_ cause: String) -> RegistryError {
            let known = named.flatMap(\.names).prefix(20).map { printable($0) }.joined(separator: ", ")
            return RegistryError(
                .notFound, doing: "copy", subject: name, cause: cause,
                advice: known.isEmpty ? "" : "Its index.json has the names \(known)")
        }
        guard let image else {
            // Several names may stand for one image.
            let digests = Set(index.manifests.map(\.digest))
            guard digests.count == 1, let only = index.manifests.first else {
                throw refusal(digests.isEmpty ? "the layout holds no image" : "the layout holds \(digests.count) images and none was named")
            }
            return only
        }
        if let found = named.first(where: { $0.names.contains(image) })?.descriptor { return found }
        if let digest = Digest(image), let found = index.manifests.first(where: { $0.digest == digest }) { return found }
        throw refusal("the layout holds no image of that name")
    }

    private static func names(of descriptor: ContentDescriptor) -> [String] {
        ["org.opencontainers.image.ref.name", "io.containerd.image.name"].compactMap { descriptor.annotations?[$0] }
    }

    func manifest(_ child: ContentDescriptor?) async throws(RegistryError) -> FetchedManifest {
        let wanted = child ?? chosen
        let bytes = try blobs.required(file(wanted.digest))
        return try FetchedManifest.local(bytes, wanted, of: name)
    }

    func blob(_ blob: ContentDescriptor) async throws(RegistryError) -> BlobStream {
        guard let piece = try blobs.piece(file(blob.digest)) else { throw blobs.missing(file(blob.digest)) }
        return try BlobStream(blob: blob, origin: .file(piece.file, offset: piece.offset), name: name).limited(to: piece.size)
    }

    private func file(_ digest: Digest) -> String { isShared ? "\(digest.algorithm)/\(digest.hex)" : Self.file(digest) }

    static func file(_ digest: Digest) -> String { "blobs/\(digest.algorithm)/\(digest.hex)" }
}

extension BlobStream {
    /// Tells at the start when a file is not as long as its manifest says: in an archive something else follows it.
    func limited(to size: Int64) throws(RegistryError) -> BlobStream {
        guard size == blob.size else {
            throw RegistryError(
                .sizeMismatch, doing: "copy", subject: name,
                cause: "the blob \(blob.digest) has \(size) bytes, where its manifest announces \(blob.size)",
                advice: "It is damaged where it lies")
        }
        return self
    }
}
