internal import Linux
public import OCISpecification

extension ImageStore {
    /// Takes the image for one platform out of the store and leaves the list, which then has it no more than one that was never pulled;
    /// `rmi --platform`. A name that stood for this image stands for another one of the list.
    ///
    /// - Parameters:
    ///   - image: a name or an id.
    ///   - users: the containers that use an image, asked once more when it is out of reach.
    /// - Returns: nil when nothing else of the list is here, or it is in no list: then the image itself is to be removed.
    public func remove(
        _ platform: Platform, of image: String, users: (Digest) throws -> [String]
    ) throws -> ImageRemoval? {
        let found = try find(image)
        if found.isReadOnly { throw Self.readOnly(image) }
        let going = try self.platform(platform, of: found.record, asked: image)
        guard let id = going.id, let left = try successor(of: going, in: found.record) else { return nil }
        let (owners, others) = try recordsNeeding(going, of: found.record.target)
        if let other = others.first {
            throw ImageStoreError(
                .inUse, "removing the image for \(platform) of", image, cause: "\(other) needs it too", nextStep: "remove that name first")
        }
        var references = References(store: self)
        try references.add(going.manifest)
        let trash = try storing("removing the image of", image) { () throws(SystemCallError) in try TrashDirectory(layout: layout) }
        do {
            // First: whoever kills this leaves names that stand for something.
            for owner in owners { try replace(owner, by: left) }
            try storing("removing the image of", image) { () throws(SystemCallError) in
                _ = try trash.take(layout.blob(going.manifest.digest), digest: going.manifest.digest, size: going.manifest.size)
            }
            // Whoever begins to use it now sees that it is gone; whoever has begun before is seen here.
            let isLeased = try ContentLease.allLive(layout: layout).contains(going.manifest.digest)
            let users = try users(id)
            guard !isLeased, users.isEmpty else {
                throw ImageStoreError(
                    .inUse, "removing the image for \(platform) of", image,
                    cause: isLeased ? "another command is bringing it" : "containers use it: \(users.joined(separator: ", "))",
                    nextStep: isLeased ? "try again when that has ended" : "remove them first, or use --force")
            }
        } catch {
            // The first failure is the one to tell.
            _ = try? trash.putBack { _ in true }
            _ = trash.delete()
            for owner in owners { try? restore(owner) }
            throw error
        }
        let (_, bytes) = trash.delete()
        var removal = ImageRemoval()
        removal.events.append(.deleted(id))
        removal.freed = try collectGarbage(among: references.needed).bytes + bytes
        return removal
    }

    /// The image of the list that a name is to stand for next: that of this machine, else the first that is here.
    private func successor(of going: StoredPlatform, in record: NameRecord) throws(ImageStoreError) -> StoredPlatform? {
        let left = try platforms(of: record.target).filter { $0.id != nil && $0.manifest != going.manifest }
        var best: (rank: Int, platform: StoredPlatform)?
        for member in left {
            let rank = member.platform.flatMap { Platform.host.rank(of: $0) } ?? Int.max
            if best.map({ rank < $0.rank }) ?? true { best = (rank, member) }
        }
        return best?.platform
    }

    /// Names of this list that stand for the image, and names of other images and lists that need it.
    private func recordsNeeding(
        _ going: StoredPlatform, of list: NameRecord.Target
    ) throws(ImageStoreError) -> (owners: [NameStore.Listed], others: [String]) {
        var owners: [NameStore.Listed] = []
        var others: [String] = []
        for item in try names.all().listed {
            if item.record.target == list {
                if item.record.manifest == going.manifest { owners.append(item) }
                continue
            }
            var references = References(store: self)
            try references.add(item.record)
            if references.needed.contains(going.manifest.digest) { others.append(item.name?.description ?? item.record.id.description) }
        }
        return (owners, others)
    }

    private func restore(_ owner: NameStore.Listed) throws(ImageStoreError) {
        guard let name = owner.name else { return try names.keepUntagged(owner.record, flush: true) }
        try names.write(owner.record, as: name, flush: true)
    }

    private func replace(_ owner: NameStore.Listed, by next: StoredPlatform) throws(ImageStoreError) {
        let contents = try ImageContents(of: next.manifest, in: content)
        // A name stands for what can be run at once.
        for layer in contents.layers where try !layers.isReady(layer.diffID) { try unpack(layer.source, lease: nil) }
        var record = owner.record
        record.manifest = next.manifest
        record.id = contents.id
        record.platform = (next.platform ?? contents.platform).description
        record.created = contents.created
        record.size = try contents.unpackedSize(in: layers)
        if let name = owner.name { return try names.write(record, as: name, flush: true) }
        if try !isNamed(record) { try names.keepUntagged(record, flush: true) }
        try names.removeUntagged(manifest: owner.record.manifest.digest)
    }
}
