public import OCISpecification

/// One line of what `rmi` and `prune` tell.
public enum ImageRemovalEvent: Hashable, Sendable {
    case untagged(ImageName)
    case deleted(Digest)
}

/// What removing images did.
public struct ImageRemoval: Sendable {
    public var events: [ImageRemovalEvent] = []
    /// Bytes freed.
    public var freed: Int64 = 0
    public init() {}

    public var untagged: [ImageName] {
        events.compactMap { if case .untagged(let name) = $0 { name } else { nil } }
    }
    public var deleted: [Digest] {
        events.compactMap { if case .deleted(let id) = $0 { id } else { nil } }
    }
}

extension ImageStore {
    /// Takes a name from an image, and the image itself with its last name; `rmi`.
    ///
    /// - Parameters:
    ///   - image: a name, or an id: then all names go, which needs `force` when they are in several repositories.
    ///   - force: also while stopped containers use it: then the image stays until they are gone, untagged.
    ///   - containers: the containers that use an image, for messages.
    ///   - late: asked when the names are gone: a container that was made from it meanwhile keeps the image.
    public func remove(
        _ image: String, force: Bool = false, containers: (ImageRecord) throws -> [String] = { _ in [] },
        late: (ImageRecord) throws -> [String] = { _ in [] }
    ) throws -> ImageRemoval {
        let found = try find(image)
        let record = try self.image(id: found.record.id)
        if record.isReadOnly { throw Self.readOnly(image) }
        var removal = ImageRemoval()
        var going = record.names
        if let name = found.name {
            if record.names.count > 1, record.names.contains(name) {
                // Another name is left: only this one goes, and with it a manifest that no other name stands for.
                var references = References(store: self)
                try references.add(found.record)
                try names.remove(name)
                removal.events.append(.untagged(name))
                if !record.targetsOfNames.filter({ $0 == found.record.target }).dropFirst().isEmpty { return removal }
                removal.freed = try collectGarbage(among: references.needed).bytes
                return removal
            }
        } else if Set(record.tags.map(\.repositoryName)).count > 1, !force {
            throw ImageStoreError(
                .inUse, "removing the image", image,
                cause: "it has names in several repositories: \(record.tags.map(\.familiar).joined(separator: ", "))",
                nextStep: "remove the names one by one, or use --force")
        }
        let users = try containers(record)
        if !users.isEmpty {
            guard force else {
                throw ImageStoreError(
                    .inUse, "removing the image", image,
                    cause: "containers use it: \(users.map { String($0.prefix(12)) }.joined(separator: ", "))",
                    nextStep: "remove them first, or use --force")
            }
            try names.keepUntagged(record.record)
        }
        going.sort()
        let candidates = try candidates(of: record)
        // The names may be given back: until that is known nobody else collects what the image needs.
        let lease = try ContentLease(layout: layout)
        defer { lease.end() }
        try lease.add(candidates)
        let gone = try takeNames(of: record, going, untagged: users.isEmpty)
        removal.events += gone.named.map { .untagged($0.name) }
        guard users.isEmpty else { return removal }
        let newUsers = try late(record)
        if !newUsers.isEmpty {
            try putBack(gone)
            throw ImageStoreError(
                .inUse, "removing the image", image,
                cause: "containers were made from it meanwhile: "
                    + newUsers.map { String($0.prefix(12)) }.joined(separator: ", "),
                nextStep: "remove them first, or use --force")
        }
        removal.events.append(.deleted(record.id))
        lease.end()
        removal.freed = try collectGarbage(among: candidates).bytes
        return removal
    }

    /// Removes the images that nobody needs; `image prune`.
    ///
    /// - Parameters:
    ///   - all: those with tags too, if no container uses them.
    ///   - isWanted: keeps an image, as filters by label or age do.
    public func prune(
        all: Bool = false, isWanted: (ImageRecord) throws -> Bool = { _ in false },
        isUsed: (ImageRecord) throws -> Bool = { _ in false },
        late: () throws -> ((ImageRecord) -> Bool) = { { _ in false } }
    ) throws -> ImageRemoval {
        var removal = ImageRemoval()
        var taken: [(record: ImageRecord, names: TakenNames)] = []
        // Names may be given back: until that is known nobody else collects what their images need.
        let lease = try ContentLease(layout: layout)
        defer { lease.end() }
        for record in try images() where !record.isReadOnly && (all || record.isDangling) {
            if try isUsed(record) || isWanted(record) { continue }
            try lease.add(candidates(of: record))
            taken.append((record, try takeNames(of: record, record.names, untagged: true)))
        }
        let isUsedNow = taken.isEmpty ? { _ in false } : try late()
        for (record, names) in taken {
            if isUsedNow(record) {
                try putBack(names)
                continue
            }
            removal.events += names.named.map { .untagged($0.name) }
            removal.events.append(.deleted(record.id))
        }
        lease.end()
        try sweepLeftovers()
        removal.freed = try collectGarbage(measuring: true).bytes
        return removal
    }

    /// What was taken from an image, to be given back.
    private struct TakenNames {
        var named: [(name: ImageName, record: NameRecord?)] = []
        var untagged: [NameRecord] = []
    }

    private func takeNames(
        of image: ImageRecord, _ going: [ImageName], untagged: Bool
    ) throws(ImageStoreError) -> TakenNames {
        var taken = TakenNames()
        for name in going {
            let record = try names.read(name)
            if try names.remove(name) { taken.named.append((name, record)) }
        }
        guard untagged else { return taken }
        for item in try names.all().listed where item.name == nil && item.record.id == image.id {
            try names.removeUntagged(manifest: item.record.manifest.digest)
            taken.untagged.append(item.record)
        }
        return taken
    }

    private func putBack(_ taken: TakenNames) throws(ImageStoreError) {
        for (name, record) in taken.named {
            // A name that was given anew meanwhile stays with its new image.
            guard let record, try names.read(name) == nil else { continue }
            try names.write(record, as: name, flush: false)
        }
        for record in taken.untagged { try names.keepUntagged(record) }
    }

    /// What may become garbage with the image.
    private func candidates(of image: ImageRecord) throws(ImageStoreError) -> Set<Digest> {
        var references = References(store: self)
        for target in image.targets { try references.add(target) }
        try references.add(image.record)
        return references.needed
    }
}
