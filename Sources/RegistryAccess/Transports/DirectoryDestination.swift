internal import Linux
internal import OCISpecification

/// A directory with the files of one image, made under another name and put in place whole.
final class DirectoryDestination: ImageDestination {
    private let path: String
    private let temporary: String
    /// Held while it is made.
    private let lock: BlobFile
    /// What signing here takes.
    private let options: RegistryOptions?
    /// What the directory of that name is now.
    private let before: Before

    private enum Before { case nothing, empty, image }

    let name: String
    var parallel: Int { 4 }
    var abilities: DestinationAbilities { DestinationAbilities() }

    init(_ path: String, _ options: RegistryOptions? = nil) throws(RegistryError) {
        self.path = path
        self.options = options
        name = "dir:\(path)"
        before = try Self.look(path)
        Leftovers.sweep(beside: path)
        let temporary = Leftovers.name(for: path)
        self.temporary = temporary
        lock = try locally("write the image directory", path) { () throws(SystemCallError) in
            try makeDirectory(temporary)
            let directory = BlobFile(try open(temporary, [.readOnly, .directory]))
            _ = try DirectoryLock.take(directory.descriptor)
            return directory
        }
    }

    private static func look(_ path: String) throws(RegistryError) -> Before {
        let there: [String]
        do throws(SystemCallError) {
            guard try exists(path) else { return .nothing }
            there = try open(path, [.readOnly, .directory]).entries().map(\.name.display)
        } catch {
            throw RegistryError(.storage, doing: "write the image directory", subject: path, cause: error.description)
        }
        if there.isEmpty { return .empty }
        guard there.contains(DirectorySource.versionFile), there.contains(DirectorySource.manifestFile) else {
            throw RegistryError(
                .configuration, doing: "write the image directory", subject: path,
                cause: "there are other files in it than those of an image, and all of it would be replaced",
                advice: "Name an empty directory, or one that is not there")
        }
        return .image
    }

    func put(
        _ blob: ContentDescriptor, _ role: BlobRole, from source: any ImageSource
    ) async throws(RegistryError) -> BlobArrival {
        let place = "\(temporary)/\(blob.digest.hex)"
        let file = BlobFile(
            try locally("write", place) { () throws(SystemCallError) in
                try open(place, [.writeOnly, .create, .truncate, .noFollow], mode: 0o644)
            })
        try await source.blob(blob).write(to: file, place)
        return .sent(blob.size)
    }

    func put(_ manifest: FetchedManifest, isTop: Bool) async throws(RegistryError) {
        let file = isTop ? DirectorySource.manifestFile : "\(manifest.digest.hex).manifest.json"
        try write(file, manifest.bytes)
    }

    func sign(_ manifest: FetchedManifest, isTop: Bool, _ choice: SigningChoice) async throws(RegistryError) {
        if choice.isEmpty { return }
        guard let options, let identity = choice.identity, choice.sigstoreKey == nil else {
            throw RegistryError(
                .unsupported, doing: "sign", subject: name,
                cause: choice.sigstoreKey == nil
                    ? "it gives its image no name that the signature could be for" : "it holds simple signatures (--sign-by) only",
                advice: choice.sigstoreKey == nil ? "Give it one with --sign-identity" : "")
        }
        guard let signature = try choice.simple(manifest.digest, identity, options) else { return }
        let file = DirectorySignatures.name(1)
        try write(isTop ? file : "\(manifest.digest.hex).\(file)", signature)
    }

    private func write(_ name: String, _ bytes: [UInt8]) throws(RegistryError) {
        let place = "\(temporary)/\(name)"
        try locally("write", place) { () throws(SystemCallError) in
            try open(place, [.writeOnly, .create, .truncate, .noFollow], mode: 0o644).write(bytes)
        }
    }

    func finish(_ top: FetchedManifest, platform: Platform?) async throws(RegistryError) {
        try write(DirectorySource.versionFile, Array(DirectorySource.version.utf8))
        try locally("write the image directory", path) { () throws(SystemCallError) in
            try open(temporary, [.readOnly, .directory]).flushFileSystem()
            switch before {
            case .nothing: try rename(temporary, to: path, mode: .refusing)
            case .empty: try rename(temporary, to: path)
            case .image: try rename(temporary, to: path, mode: .exchanging)
            }
        }
        await abandon()
    }

    /// After an exchange it is the old image that goes.
    func abandon() async { _ = try? removeTree(temporary) }
}
