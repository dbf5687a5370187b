internal import ContainerState
public import ImageStorage
public import OCISpecification

/// What removing images did, and what it could not do.
public struct ImageDeletion: Sendable {
    /// Whole names.
    public var untagged: [String] = []
    /// Ids without `sha256:`.
    public var deleted: [String] = []
    /// Bytes.
    public var freed: Int64 = 0
    public var failures: [EngineError] = []
    public init() {}

    mutating func add(_ removal: ImageRemoval) {
        untagged += removal.untagged.map(\.description)
        deleted += removal.deleted.map(\.hex)
        freed += removal.freed
    }
}

extension Engine {
    /// Takes names from images, and with its last name the image itself; `rmi`. What fails is noted, the rest goes on.
    ///
    /// An image that containers use is a ``EngineError/Code-swift.enum/conflict``; with `force` they are removed with it.
    public func removeImages(_ words: [String], force: Bool) throws(EngineError) -> ImageDeletion {
        var deletion = ImageDeletion()
        var seen: Set<String> = []
        for word in words where seen.insert(word).inserted {
            do throws(EngineError) { try removeImage(word, force: force, into: &deletion) } catch {
                deletion.failures.append(error)
            }
        }
        return deletion
    }

    /// Removes the images for some platforms only, and with the last that is here the image itself; `rmi --platform`.
    public func removeImages(_ words: [String], platforms: [Platform], force: Bool) throws(EngineError) -> ImageDeletion {
        var deletion = ImageDeletion()
        for word in words {
            for platform in platforms {
                do throws(EngineError) { try remove(platform, of: word, force: force, into: &deletion) } catch {
                    deletion.failures.append(error)
                    break
                }
            }
        }
        return deletion
    }

    private func remove(
        _ platform: Platform, of word: String, force: Bool, into deletion: inout ImageDeletion
    ) throws(EngineError) {
        let found = try findImage(word)
        let store = images
        let going = try stored { () throws(ImageStoreError) in try store.platform(platform, of: found.record, asked: word) }
        if let id = going.id {
            let name = "the image for \(platform) of \(word)"
            if try mountedImages().contains(where: { $0.id == id.hex }) {
                throw EngineError(.conflict, "\(name) is mounted: `apus image unmount \(id.hex)` first")
            }
            let users = try imageUsers(mounted: true)[id.hex] ?? []
            guard users.isEmpty || force else {
                throw EngineError(
                    .conflict,
                    "\(name) is used by \(users.sorted().joined(separator: ", ")): remove those containers first, or use --force")
            }
            for user in users { try remove(locations.container(user), force: true) }
        }
        let removal: ImageRemoval?
        do { removal = try store.remove(platform, of: word) { try imageUsers(mounted: true)[$0.hex] ?? [] } } catch {
            throw Self.removalError(error, word)
        }
        if let removal { return deletion.add(removal) }
        try removeImage(word, force: force, into: &deletion)
    }

    /// Every image that no container uses; with `force` the others too.
    public func removeAllImages(force: Bool) throws(EngineError) -> ImageDeletion {
        var deletion = ImageDeletion()
        let store = images
        for image in try stored({ () throws(ImageStoreError) in try store.images() }) where !image.isReadOnly {
            do throws(EngineError) {
                try removeWhole(image, word: image.id.hex, force: force, into: &deletion)
            } catch { deletion.failures.append(error) }
        }
        return deletion
    }

    private func removeImage(_ word: String, force: Bool, into deletion: inout ImageDeletion) throws(EngineError) {
        let found = try findImage(word)
        let image: ImageRecord
        do throws(EngineError) { image = try imageRecord(found.id.description) } catch {
            // No name stands for it: it is one of a list, named by its id.
            guard error.code == .notFound, found.name == nil, let platform = try? Self.platform(found.record.platform) else { throw error }
            return try remove(platform, of: found.record.target.digest.description, force: force, into: &deletion)
        }
        if let name = found.name, image.names.count > 1, image.names.contains(name) {
            // Another name is left: only this one goes, whoever uses the image.
            deletion.add(try removing(word) { try images.remove(word) })
            return
        }
        if found.name == nil, image.tags.count > 1, !force {
            let tags = image.tags.map(\.description).joined(separator: " ")
            throw EngineError(
                .invalid,
                "unable to delete image \"\(image.id.hex)\" by ID with more than one tag ([\(tags)]): please force removal"
            )
        }
        try removeWhole(image, word: word, force: force, into: &deletion)
    }

    private func removeWhole(
        _ image: ImageRecord, word: String, force: Bool, into deletion: inout ImageDeletion
    ) throws(EngineError) {
        if try mountedImages().contains(where: { $0.id == image.id.hex }) {
            guard force else {
                throw EngineError(
                    .conflict, "image \(word) is mounted: `apus image unmount \(word)` first, or force its removal")
            }
            _ = try unmountImage(image.id.description, force: true)
        }
        if image.isReadOnly { throw EngineError(ImageStore.readOnly(word)) }
        for attempt in 1... {
            let users = try containers(of: image, among: try imageUsers(mounted: true))
            if !users.isEmpty {
                guard force else {
                    throw EngineError(
                        .conflict,
                        "image used by \(users.sorted().joined(separator: ", ")): image is in use by a container: consider listing "
                            + "external containers and force-removing image")
                }
                for id in users { try remove(locations.container(id), force: true) }
            }
            do throws(EngineError) {
                return deletion.add(
                    try removing(word) {
                        try images.remove(
                            image.id.description, force: true,
                            late: { try containers(of: $0, among: try imageUsers(mounted: true)) })
                    })
            } catch {
                // Containers were made from it meanwhile: with force they go too.
                guard force, error.code == .conflict, attempt < 20 else { throw error }
            }
        }
    }

    /// The store's removal takes closures that may throw anything; of ours none does.
    private func removing(_ word: String, _ body: () throws -> ImageRemoval) throws(EngineError) -> ImageRemoval {
        do { return try body() } catch { throw Self.removalError(error, word) }
    }

    private static func removalError(_ error: any Error, _ word: String) -> EngineError {
        if let error = error as? ImageStoreError { return imageError(error, word) }
        return error as? EngineError ?? EngineError(.system, "removing the image \(word): \(error)")
    }

    /// Removes the images that nobody needs: those without a tag, with `all` every one that no container uses.
    /// - Parameter isWanted: keeps an image that filters leave out.
    public func pruneImages(all: Bool, isWanted: (ImageRecord) throws(EngineError) -> Bool) throws(EngineError)
        -> ImageDeletion
    {
        let users = try imageUsers(mounted: true)
        let mounted = Set(try mountedImages().map(\.id))
        var deletion = ImageDeletion()
        do {
            deletion.add(
                try images.prune(
                    all: all, isWanted: { try isWanted($0) },
                    isUsed: { try !containers(of: $0, among: users).isEmpty || mounted.contains($0.id.hex) },
                    late: {
                        let now = try imageUsers(mounted: true)
                        // What cannot be told is kept.
                        return { ((try? containers(of: $0, among: now).isEmpty) ?? false) == false }
                    }))
        } catch let error as ImageStoreError {
            throw EngineError(error)
        } catch let error as EngineError {
            throw error
        } catch { throw EngineError(.system, "removing unused images: \(error)") }
        return deletion
    }
}
