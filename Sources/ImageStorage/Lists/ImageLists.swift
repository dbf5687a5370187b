internal import Linux
public import OCISpecification

/// An index of several platforms under a name of the store.
public struct ImageList: Sendable {
    public var name: ImageName
    public var record: NameRecord
    public var index: ImageIndex
}

extension NameRecord {
    /// Whether it is an index that has no image for this machine: nothing of it can be run here.
    public var isListOnly: Bool { manifest == target && MediaType.isIndex(target.mediaType) }
}

extension ImageStore {
    /// The index that a name or an id stands for; nil when there is no image of that name, or it is one image.
    public func listIfPresent(_ text: String) throws(ImageStoreError) -> ImageList? {
        guard let found = try findIfPresent(text),
            case .index(let index) = try ImageDocuments(content: content).document(found.record.target)
        else { return nil }
        // One that was asked for by its digest is changed under its own name.
        var name = found.name
        if name == nil {
            name = try names.all().listed.first { $0.record.target == found.record.target && $0.name != nil }?.name
        }
        guard let name else { return nil }
        return ImageList(name: name, record: found.record, index: index)
    }

    /// Makes an index without images, or with what `change` puts into it.
    public func createList(
        _ name: ImageName, replacing: Bool, in transfer: ImageTransfer,
        change: (inout ImageIndex) throws(ImageStoreError) -> Void = { (_) throws(ImageStoreError) in }
    ) throws(ImageStoreError) -> NameRecord {
        if !replacing, let there = try names.read(name) {
            throw ImageStoreError(
                .conflict, "making the list", name.description,
                cause: "the name stands for the image \(there.id.short) already",
                nextStep: "remove that name, choose another one, or add to it with --amend")
        }
        var index = ImageIndex(schemaVersion: 2, mediaType: MediaType.index, manifests: [])
        try change(&index)
        return try transfer.publish(list: index, as: name)
    }

    /// Changes an index, one command at a time.
    public func changeList(
        _ name: ImageName, in transfer: ImageTransfer, change: (inout ImageIndex) throws(ImageStoreError) -> Void
    ) throws(ImageStoreError) -> NameRecord {
        guard let directory = name.directory else {
            throw ImageStoreError(.invalid, "changing the list", name.description, cause: "this cannot be a name of an image")
        }
        let lock = try Self.lock("\(layout.names)/\(directory)", of: name)
        defer { withExtendedLifetime(lock) {} }
        guard let list = try listIfPresent(name.description) else {
            throw ImageStoreError(.notFound, "changing the list", name.description, cause: "there is no index of that name")
        }
        var index = list.index
        try change(&index)
        let record = try transfer.publish(list: index, as: name)
        // The index as it was is of no use to anybody, unless another name stands for it.
        if list.record.isListOnly { try names.removeUntagged(manifest: list.record.target.digest) }
        if record.target != list.record.target { _ = try collectGarbage(among: [list.record.target.digest]) }
        return record
    }
}

extension ImageStore {
    /// A lock on the repository of a name, held as long as the descriptor is open.
    private static func lock(_ directory: String, of name: ImageName) throws(ImageStoreError) -> OpenFile {
        do throws(SystemCallError) {
            let file = OpenFile(try open(directory, [.readOnly, .directory]))
            while try !DirectoryLock.take(file.descriptor) { pause(nanoseconds: 10_000_000) }
            return file
        } catch { throw ImageStoreError("locking the list", name.description, error) }
    }
}

extension ImageTransfer {
    /// Stores an index and names it. The image that it has for this machine is made ready to run.
    func publish(list index: ImageIndex, as name: ImageName) throws(ImageStoreError) -> NameRecord {
        var index = index
        index.schemaVersion = 2
        index.mediaType = MediaType.index
        let target = try put(index, mediaType: MediaType.index)
        if let own = index.manifest(for: .host), own.platform != nil, MediaType.isManifest(own.mediaType) {
            return try publish(target, as: [name])
        }
        let record = NameRecord(
            target: target, manifest: target, id: target.digest, platform: "", created: .now, size: 0)
        try store.flush()
        try store.give(name, to: record, flush: true)
        return record
    }
}
