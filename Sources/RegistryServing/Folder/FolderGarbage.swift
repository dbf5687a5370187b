internal import Linux
public import OCISpecification

/// What a garbage collection of a registry's folder deleted.
public struct RegistryGarbage: Hashable, Sendable {
    /// Blobs that no repository has any more.
    public var blobs: [Digest] = []
    /// Links from repositories to blobs that no manifest of theirs names.
    public var links = 0
    public var uploads = 0
    /// Bytes freed.
    public var bytes: Int64 = 0
    public init() {}
}

/// Collects the garbage of a registry's folder, also while it is served.
///
/// What a client uploads, mounts or asks for is leased to it for the grace time, in which its manifest has to come; uploads on their way are
/// locked by whoever writes them.
/// - Parameter grace: seconds.
public func collectRegistryGarbage(_ root: String, grace: Int64) throws(RegistryServingError) -> RegistryGarbage {
    guard (try? exists("\(root)/registry.json")) == true else {
        throw RegistryServingError(.unknown, "collecting garbage in \(root): it is no folder of a registry: it has no registry.json")
    }
    let collection = FolderGarbageCollection(
        storage: try FolderStorage(root, isReadOnly: true), oldest: Timestamp.now.seconds - grace)
    return try collection.run()
}

struct FolderGarbageCollection {
    let storage: FolderStorage
    /// What was asked for after this second is needed.
    let oldest: Int64
    var layout: FolderLayout { storage.layout }

    init(storage: FolderStorage, oldest: Int64) {
        self.storage = storage
        self.oldest = oldest
    }

    func run() throws(RegistryServingError) -> RegistryGarbage {
        var garbage = RegistryGarbage()
        try putBackAll()
        let swept = try storage.uploads.sweep()
        garbage.uploads = swept.count
        garbage.bytes = swept.bytes
        try RepositoryWalk.each("_blobs", below: layout.repositories) { (repository, directory) throws(RegistryServingError) in
            garbage.links += try unlink(repository, directory)
        }
        let linked = try allLinked()
        var taken: [(digest: Digest, path: String)] = []
        for algorithm in ["sha256", "sha512"] {
            let directory = "\(layout.blobs)/\(algorithm)"
            let entries = try keeping("listing", directory) { () throws(SystemCallError) in try names(in: directory) }
            for hex in entries {
                guard let digest = Digest("\(algorithm):\(hex)") else {
                    try dropTemporary("\(directory)/\(hex)")
                    continue
                }
                if linked.contains(digest) { continue }
                let path = layout.trashed(digest)
                // Somebody else's collection may have it.
                guard (try? rename(layout.blob(digest), to: path)) != nil else { continue }
                taken.append((digest, path))
            }
        }
        // Who linked one of them before it was moved finds it again; who links it from now on brings the bytes.
        let now = taken.isEmpty ? [] : try allLinked()
        for (digest, path) in taken {
            if now.contains(digest) {
                try putBack(path, digest)
                continue
            }
            // For the count alone; what cannot be removed stays in the trash for the next collection.
            let size = (try? status(of: path, followingLinks: false).size) ?? 0
            guard (try? removeFile(path)) != nil else { continue }
            garbage.blobs.append(digest)
            garbage.bytes += size
        }
        return garbage
    }

    /// What a killed collection took away: the next look decides anew.
    private func putBackAll() throws(RegistryServingError) {
        for name in try keeping("listing", layout.trash, { () throws(SystemCallError) in try names(in: layout.trash) }) {
            guard let dash = name.firstIndex(of: "-"), let digest = Digest("\(name[..<dash]):\(name[name.index(after: dash)...])") else {
                continue
            }
            try putBack("\(layout.trash)/\(name)", digest)
        }
    }

    private func putBack(_ path: String, _ digest: Digest) throws(RegistryServingError) {
        do throws(SystemCallError) { try rename(path, to: layout.blob(digest), mode: .refusing) } catch {
            if error.errno == .noEntry { return }
            // It has come again meanwhile.
            guard error.errno == .exists else { throw RegistryServingError("putting back", path, error) }
            // The next collection finds what could not be removed.
            try? removeFile(path)
        }
    }

    /// Every digest that a repository has.
    private func allLinked() throws(RegistryServingError) -> Set<Digest> {
        var linked: Set<Digest> = []
        for part in ["_blobs", "_manifests"] {
            try RepositoryWalk.each(part, below: layout.repositories) { (_, directory) throws(RegistryServingError) in
                let entries = try keeping("listing", directory) { () throws(SystemCallError) in try names(in: directory) }
                for name in entries {
                    // One that is being looked at counts as well.
                    if let digest = Digest(name.hasPrefix(".gc-") ? String(name.dropFirst(4)) : name) { linked.insert(digest) }
                }
            }
        }
        return linked
    }

    /// Takes from a repository the blobs that none of its manifests names; answers how many.
    private func unlink(_ repository: RepositoryName, _ directory: String) throws(RegistryServingError) -> Int {
        // Manifests are read before the repository is held, and only those that came meanwhile while it is.
        var needed = NeededContent()
        try addNeeded(by: repository, to: &needed)
        let hold = try layout.hold(repository)
        defer { withExtendedLifetime(hold) {} }
        try dropLeftovers(repository)
        try addNeeded(by: repository, to: &needed)
        guard !needed.isEverything else { return 0 }
        var count = 0
        for name in try keeping("listing", directory, { () throws(SystemCallError) in try names(in: directory) }) {
            let path = "\(directory)/\(name)"
            guard let digest = Digest(name.hasPrefix(".gc-") ? String(name.dropFirst(4)) : name) else {
                try dropTemporary(path)
                continue
            }
            if needed.digests.contains(digest), name == digest.description { continue }
            // Moved first, then looked at again: who asks for it meanwhile either shows in its time or does not find it.
            let moved = "\(directory)/.gc-\(digest)"
            guard name != digest.description || isOld(path), (try? rename(path, to: moved)) != nil else { continue }
            if needed.digests.contains(digest) || !isOld(moved) {
                // Refused when the link has been made anew meanwhile, which is as good.
                try? rename(moved, to: "\(directory)/\(digest)", mode: .refusing)
                continue
            }
            // A leftover of this name is swept like that of a killed collection.
            try? removeFile(moved)
            count += 1
        }
        return count
    }

    private func isOld(_ path: String) -> Bool {
        // Gone, or not to be looked at: then it is kept.
        guard let status = try? status(of: path, followingLinks: false) else { return false }
        return status.modified.seconds <= oldest
    }

    /// A file that a killed process left unfinished.
    func dropTemporary(_ path: String) throws(RegistryServingError) {
        guard let modified = try? status(of: path, followingLinks: false).modified.seconds else { return }
        if modified < Timestamp.now.seconds - 3600 { try? removeFile(path) }
    }

    private struct NeededContent {
        var digests: Set<Digest> = []
        var seen: Set<Digest> = []
        /// A manifest cannot be read: what it names is not known.
        var isEverything = false
    }

    /// Adds what the manifests of a repository name.
    private func addNeeded(by repository: RepositoryName, to needed: inout NeededContent) throws(RegistryServingError) {
        let directory = layout.manifests(repository)
        for name in try keeping("listing", directory, { () throws(SystemCallError) in try names(in: directory) }) {
            guard let digest = Digest(name), needed.seen.insert(digest).inserted else { continue }
            do throws(RegistryServingError) {
                let served = try storage.manifest(.digest(digest), in: repository)
                let manifest = try PushedManifest(served.bytes, type: served.mediaType)
                needed.digests.formUnion(manifest.blobs.map(\.digest))
                needed.digests.formUnion(manifest.children.map(\.digest))
            } catch {
                guard error.code == .manifestUnknown else {
                    needed.isEverything = true
                    continue
                }
                // It is being put or deleted just now, or its bytes are gone for good.
                needed.seen.remove(digest)
            }
        }
    }
}
