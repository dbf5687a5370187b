internal import ImageStorage
internal import JSONText
internal import Linux
internal import OCISpecification

/// A registry that serves the image store: what is pushed is an image of the store, under the registry's own address, and every image of
/// the store can be pulled under its whole name, such as `docker.io/library/debian`.
struct StoreStorage: RegistryStorage {
    let store: ImageStore
    /// The registry part of names of images that are pushed.
    let address: String
    let uploads: UploadDirectory
    let leases: LeaseWindow

    init(_ store: ImageStore, address: String) throws(RegistryServingError) {
        self.store = store
        self.address = address
        try stored { () throws(ImageStoreError) in try store.prepare() }
        uploads = UploadDirectory(root: "\(store.layout.root)/uploads")
        leases = try LeaseWindow(store: store)
    }

    func tidy() throws(RegistryServingError) {
        try uploads.sweep()
        _ = leases.transfer
    }

    // MARK: Names

    /// A repository of the registry in the store. What begins like the name of another registry is an image from there.
    func place(of repository: RepositoryName) -> (registry: String, repository: String, isOwn: Bool) {
        let parts = repository.description.parts(between: "/", most: 2)
        if parts.count == 2, parts[0].utf8.contains(0x2e) || parts[0] == "localhost" {
            return (String(parts[0]), String(parts[1]), false)
        }
        return (address, repository.description, true)
    }

    func name(_ repository: RepositoryName, _ reference: ManifestReference) -> ImageName {
        let place = place(of: repository)
        let selector: ImageName.Selector =
            switch reference {
            case .tag(let tag): .tag(tag)
            case .digest(let digest): .digest(digest)
            }
        return ImageName(registry: place.registry, repository: place.repository, selector: selector)
    }

    /// Every name of images and of artifacts.
    func listed() throws(RegistryServingError) -> [(name: ImageName, record: NameRecord)] {
        try stored { () throws(ImageStoreError) in
            (try store.names.all().listed + store.artifacts.all().listed).compactMap { item in item.name.map { ($0, item.record) } }
        }
    }

    func listed(_ repository: RepositoryName) throws(RegistryServingError) -> [(name: ImageName, record: NameRecord)] {
        let place = place(of: repository)
        return try listed().filter { $0.name.registry == place.registry && $0.name.repository == place.repository }
    }

    func requireOwn(_ repository: RepositoryName) throws(RegistryServingError) {
        if place(of: repository).isOwn { return }
        throw RegistryServingError(
            .denied, "\(repository) is a name of another registry, which is only read here: choose a name without a dot in its first part",
            detail: repository.description)
    }

    // MARK: Blobs

    func blob(
        _ digest: Digest, in repository: RepositoryName, isWanted: Bool
    ) throws(RegistryServingError) -> (file: ServedFile, size: Int64) {
        let found: (file: ServedFile, size: Int64)? = try stored { () throws(ImageStoreError) in
            let isThere = isWanted ? try leases.transfer.holds(digest) : try store.content.contains(digest)
            guard isThere, let size = try store.content.size(of: digest) else { return nil }
            return (ServedFile(try store.content.open(digest)), size)
        }
        guard let found else { throw unknown(digest, in: repository) }
        return found
    }

    func take(_ upload: Upload, as digest: Digest) throws(RegistryServingError) {
        try requireOwn(upload.repository)
        let isThere = try stored { () throws(ImageStoreError) in try leases.transfer.holds(digest, size: upload.offset) }
        if isThere { return upload.cancel() }
        let target = store.layout.blob(digest)
        try keeping("storing the blob", target) { () throws(SystemCallError) in
            do throws(SystemCallError) { try rename(upload.path, to: target) } catch {
                guard error.errno == .noEntry else { throw error }
                try makeDirectories("\(store.layout.blobs)/\(digest.algorithm)", mode: 0o700)
                try rename(upload.path, to: target)
            }
            try flushDirectory(of: target)
        }
        upload.finished()
    }

    func mount(
        _ digest: Digest, from source: RepositoryName?, in repository: RepositoryName
    ) throws(RegistryServingError) -> Bool {
        try requireOwn(repository)
        return try stored { () throws(ImageStoreError) in try leases.transfer.holds(digest) }
    }

    func removeBlob(_ digest: Digest, in repository: RepositoryName) throws(RegistryServingError) {
        throw RegistryServingError(
            .unsupported, "blobs of the image store are not deleted one by one: remove the image, and `apus image prune` frees the room",
            detail: digest.description)
    }

    // MARK: Lists

    func tags(of repository: RepositoryName) throws(RegistryServingError) -> [String] {
        let names = try listed(repository)
        guard !names.isEmpty else { throw unknown(repository) }
        return Array(Set(names.compactMap(\.name.tag)))
    }

    func repositories() throws(RegistryServingError) -> [String] {
        var found: Set<String> = []
        for (name, _) in try listed() {
            let shown = name.registry == address ? name.repository : name.repositoryName
            // Names with a port cannot be asked for.
            if (try? RepositoryName(parsing: shown)) != nil { found.insert(shown) }
        }
        return Array(found)
    }

    func referrers(of digest: Digest, in repository: RepositoryName) throws(RegistryServingError) -> [JSONObject] {
        var found: [JSONObject] = []
        var seen: Set<Digest> = []
        for (_, record) in try listed(repository) where seen.insert(record.target.digest).inserted {
            guard let bytes = try? store.content.read(record.target.digest, limit: PushedManifest.limit),
                let manifest = try? PushedManifest(bytes, type: record.target.mediaType), manifest.subject == digest
            else { continue }
            found.append(manifest.descriptor(record.target.digest))
        }
        return found
    }
}
