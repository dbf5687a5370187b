internal import Linux
public import OCISpecification

/// What a collection freed.
public struct CollectedGarbage: Hashable, Sendable {
    /// Blobs and layers.
    public var digests: [Digest] = []
    public var bytes: Int64 = 0
    public init() {}
}

extension ImageStore {
    /// Deletes contents and layers that no name and no running command needs.
    ///
    /// Candidates are moved away first; then leases and names are read again, and what somebody has begun to need by then
    /// is moved back. A command that looks for content after taking its lease thus either finds it for good or not at all.
    /// - Parameters:
    ///   - candidates: nil for everything in the store.
    ///   - measuring: tell the bytes that were allocated on the disk, as `system df` does, and not what the contents add up to.
    public func collectGarbage(among candidates: Set<Digest>? = nil, measuring: Bool = false) throws(ImageStoreError) -> CollectedGarbage {
        let needed = try neededNow()
        let trash: TrashDirectory
        do throws(SystemCallError) { trash = try TrashDirectory(layout: layout) } catch {
            throw ImageStoreError("collecting garbage in", layout.trash, error)
        }
        do throws(ImageStoreError) {
            // Layers by their hex: a directory does not tell the algorithm.
            let neededLayers = Set(needed.map(\.hex))
            let layers: [Digest]
            if let candidates { layers = Array(candidates) } else { layers = try self.layers.all() }
            for layer in layers where !neededLayers.contains(layer.hex) {
                let size = (try? self.layers.record(of: layer))?.contentBytes ?? 0
                try move(layout.layer(layer), layer, size, to: trash)
            }
            if let candidates {
                for digest in candidates where !needed.contains(digest) {
                    guard let size = try content.size(of: digest) else { continue }
                    try move(layout.blob(digest), digest, size, to: trash)
                }
            } else {
                for (digest, size) in try content.all() where !needed.contains(digest) {
                    try move(layout.blob(digest), digest, size, to: trash)
                }
            }
            for digest in try content.allDropped() where candidates?.contains(digest) != false && !needed.contains(digest) {
                _ = try content.forgetDropped(digest)
            }
            // What a manifest needs is known only when it has been put back itself: again, until nothing more comes back.
            var isSettled = false
            while !trash.isEmpty, !isSettled {
                let now = try neededNow()
                let hexes = Set(now.map(\.hex))
                isSettled = try storing("collecting garbage in", layout.root) { () throws(SystemCallError) in
                    try trash.putBack { now.contains($0) || hexes.contains($0.hex) } == 0
                }
            }
        } catch {
            // Nothing may be lost because of a failure in the middle.
            _ = try? trash.putBack { _ in true }
            _ = trash.delete()
            throw error
        }
        var collected = CollectedGarbage()
        (collected.digests, collected.bytes) = trash.delete(measuring: measuring)
        return collected
    }

    private func move(
        _ path: String, _ digest: Digest, _ size: Int64, to trash: TrashDirectory
    ) throws(ImageStoreError) {
        try storing("removing", digest.description) { () throws(SystemCallError) in
            _ = try trash.take(path, digest: digest, size: size)
        }
    }

    /// Leases first, then names: what moves from a lease to a name while this reads is seen in one of them.
    private func neededNow() throws(ImageStoreError) -> Set<Digest> {
        let leased = try ContentLease.allLive(layout: layout)
        var references = References(store: self)
        let (listed, damaged) = try names.all()
        // A record that cannot be read may need anything.
        if let record = damaged.first(where: { !$0.isUnfinished }) {
            throw ImageStoreError(
                .damaged, "collecting garbage in", layout.root, cause: "the record \(record.path) \(record.cause)",
                nextStep: "`apus system check --repair` moves it out of the way")
        }
        for item in listed { try references.add(item.record) }
        let (kept, unreadable) = try artifacts.all()
        if let record = unreadable.first(where: { !$0.isUnfinished }) {
            throw ImageStoreError(
                .damaged, "collecting garbage in", layout.root, cause: "the record \(record.path) \(record.cause)",
                nextStep: "remove that file, or add or pull the artifact again")
        }
        for item in kept { try references.add(item.record) }
        return references.needed.union(leased)
    }
}
