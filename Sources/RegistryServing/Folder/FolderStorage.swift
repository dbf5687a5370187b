internal import JSONText
internal import Linux
internal import OCISpecification

/// A registry in a folder: names are files, and every change is one rename.
struct FolderStorage: RegistryStorage {
    let layout: FolderLayout
    let uploads: UploadDirectory
    /// Whether files may be touched.
    let isReadOnly: Bool

    init(_ root: String, isReadOnly: Bool) throws(RegistryServingError) {
        layout = FolderLayout(root: root)
        try layout.prepare()
        uploads = UploadDirectory(root: layout.uploads)
        self.isReadOnly = isReadOnly
    }

    func tidy() throws(RegistryServingError) { try uploads.sweep() }

    // MARK: Blobs

    func blob(
        _ digest: Digest, in repository: RepositoryName, isWanted: Bool
    ) throws(RegistryServingError) -> (file: ServedFile, size: Int64) {
        guard try touch(digest, repository, isWanted: isWanted), let file = try content(digest) else {
            throw unknown(digest, in: repository)
        }
        let size = try keeping("reading the blob", digest.description) { () throws(SystemCallError) in
            try file.descriptor.status().size
        }
        return (file, size)
    }

    /// Whether the repository has the blob; with `isWanted` a garbage collection spares it from now on.
    func touch(_ digest: Digest, _ repository: RepositoryName, isWanted: Bool) throws(RegistryServingError) -> Bool {
        for path in ["\(layout.links(repository))/\(digest)", "\(layout.manifests(repository))/\(digest)"] {
            do throws(SystemCallError) {
                if isWanted, !isReadOnly {
                    let now = Timestamp.now.nanoseconds
                    try setTimes(
                        path, modified: FileStatus.Time(seconds: now / 1_000_000_000, nanoseconds: now % 1_000_000_000))
                    return true
                }
                if try exists(path) { return true }
            } catch {
                if error.errno == .noEntry || error.errno == .notDirectory { continue }
                throw RegistryServingError("looking for the blob", path, error)
            }
        }
        return false
    }

    /// The bytes of a digest that a repository has. A garbage collection takes them away for a moment if it saw no link to them, and puts
    /// them back when it sees one.
    func content(_ digest: Digest) throws(RegistryServingError) -> ServedFile? {
        // On their way back they may be missed in both places once.
        for path in [layout.blob(digest), layout.trashed(digest), layout.blob(digest)] {
            do throws(SystemCallError) { return ServedFile(try open(path, [.readOnly, .noFollow])) } catch {
                guard error.errno == .noEntry else { throw RegistryServingError("reading the blob", path, error) }
            }
        }
        return nil
    }

    func take(_ upload: Upload, as digest: Digest) throws(RegistryServingError) {
        try link(digest, upload.repository)
        let target = layout.blob(digest)
        try keeping("storing the blob", target) { () throws(SystemCallError) in
            try rename(upload.path, to: target)
            try flushDirectory(of: target)
        }
        upload.finished()
    }

    /// The link comes before the bytes: a garbage collection that took these away looks for links once more.
    private func link(_ digest: Digest, _ repository: RepositoryName) throws(RegistryServingError) {
        let directory = layout.links(repository)
        try keeping("storing the blob in", directory) { () throws(SystemCallError) in
            try TemporaryName.write([], to: digest.description, in: directory)
        }
    }

    func mount(
        _ digest: Digest, from source: RepositoryName?, in repository: RepositoryName
    ) throws(RegistryServingError) -> Bool {
        if let source {
            guard try touch(digest, source, isWanted: true) else { return false }
        } else {
            // Bytes that no repository has any more are garbage.
            guard try content(digest) != nil, try isAnywhere(digest) else { return false }
        }
        try link(digest, repository)
        return try content(digest) != nil
    }

    private func isAnywhere(_ digest: Digest) throws(RegistryServingError) -> Bool {
        var found = false
        try RepositoryWalk.each("_blobs", below: layout.repositories) { (repository, _) throws(RegistryServingError) in
            if !found { found = try touch(digest, repository, isWanted: true) }
        }
        return found
    }

    func removeBlob(_ digest: Digest, in repository: RepositoryName) throws(RegistryServingError) {
        let path = "\(layout.links(repository))/\(digest)"
        do throws(SystemCallError) { try removeFile(path) } catch {
            if error.errno == .noEntry || error.errno == .notDirectory { throw unknown(digest, in: repository) }
            throw RegistryServingError("deleting the blob", path, error)
        }
    }

    // MARK: Lists

    func tags(of repository: RepositoryName) throws(RegistryServingError) -> [String] {
        let (tags, isThere) = try keeping("listing", layout.tags(repository)) { () throws(SystemCallError) in
            (try names(in: layout.tags(repository)), try exists(layout.manifests(repository)))
        }
        guard isThere else { throw unknown(repository) }
        return tags.filter { !$0.hasPrefix(".") }
    }

    func repositories() throws(RegistryServingError) -> [String] {
        var found: [String] = []
        try RepositoryWalk.each("_manifests", below: layout.repositories) { (name, directory) throws(RegistryServingError) in
            let entries = try keeping("listing", directory) { () throws(SystemCallError) in try names(in: directory) }
            if entries.contains(where: { !$0.hasPrefix(".") }) { found.append(name.description) }
        }
        return found
    }

    func referrers(of digest: Digest, in repository: RepositoryName) throws(RegistryServingError) -> [JSONObject] {
        let directory = layout.referrers(repository, of: digest)
        let entries = try keeping("listing", directory) { () throws(SystemCallError) in try names(in: directory) }
        var found: [JSONObject] = []
        for name in entries.sorted() where !name.hasPrefix(".") {
            // An entry is written before its manifest and removed after it.
            guard (try? exists("\(layout.manifests(repository))/\(name)")) == true,
                let bytes = try? readFile("\(directory)/\(name)", limit: PushedManifest.limit),
                case .object(let entry)? = try? JSONValue(parsing: bytes)
            else { continue }
            found.append(entry)
        }
        return found
    }
}
