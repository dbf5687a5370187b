internal import OCISpecification

/// The image of a directory as skopeo's `dir:` writes it: manifests and blobs side by side under their hashes.
struct DirectorySource: ImageSource {
    let tree: FileTree
    let name: String

    static let manifestFile = "manifest.json"
    static let versionFile = "version"
    static let version = "Directory Transport Version: 1.1\n"

    init(_ path: String) throws(RegistryError) {
        name = "dir:\(path)"
        tree = try FileTree(directory: path, doing: "read the image directory")
        if let bytes = try tree.read(Self.versionFile, limit: 4096) {
            let text = String(decoding: bytes, as: UTF8.self)
            guard text.hasPrefix("Directory Transport Version: 1.") else {
                throw RegistryError(
                    .unsupported, doing: "read the image directory", subject: path,
                    cause: "its version is \"\(printable(text.trimmingBlanks()))\"; version 1 is known")
            }
        }
    }

    func manifest(_ child: ContentDescriptor?) async throws(RegistryError) -> FetchedManifest {
        let bytes = try tree.required(child.map { "\($0.digest.hex).manifest.json" } ?? Self.manifestFile)
        return try FetchedManifest.local(bytes, child, of: name)
    }

    func blob(_ blob: ContentDescriptor) async throws(RegistryError) -> BlobStream {
        guard let piece = try tree.piece(blob.digest.hex) else { throw tree.missing(blob.digest.hex) }
        return try BlobStream(blob: blob, origin: .file(piece.file, offset: piece.offset), name: name).limited(to: piece.size)
    }
}
