internal import Archives
internal import Linux
public import OCISpecification

/// Something in the store that is not as it should be.
public struct StoreProblem: Hashable, Sendable, CustomStringConvertible {
    /// The image, blob or layer concerned.
    public var subject: String
    public var path: String
    public var cause: String
    public var nextStep: String
    /// It has been put right.
    public var isRepaired: Bool
    /// The ids of images that are not whole because of it, and stay so.
    public var images: [Digest] = []

    public var description: String {
        "\(subject) (\(path)): \(cause); " + (isRepaired ? "repaired" : nextStep)
    }
}

extension ImageStore {
    /// Looks for what a power cut, a full disk or a foreign hand left wrong, and puts right what can be.
    ///
    /// - Parameters:
    ///   - repair: move unreadable records out of the way, drop damaged blobs, unpack missing layers again.
    ///   - deep: read every blob and check its digest, and compare what was unpacked with it.
    ///   - areTreesInUse: containers run from unpacked layers: none is moved out of the way.
    public func check(
        repair: Bool = false, deep: Bool = false, areTreesInUse: Bool = false
    ) throws(ImageStoreError) -> [StoreProblem] {
        var repaired: [StoreProblem] = []
        for attempt in 1... {
            let wasCollecting = try isCollecting()
            let found = try look(repair: false, deep: deep, areTreesInUse: areTreesInUse)
            repaired += found.filter(\.isRepaired)
            let left = found.filter { !$0.isRepaired }
            if left.isEmpty { break }
            // An image may have been removed while this looked at it, and a collection takes things away for a moment: what is a
            // problem is one twice, while nobody collects.
            let isCollectingNow = try isCollecting()
            if attempt > 20 || (attempt > 1 && !wasCollecting && !isCollectingNow) {
                return try repaired + (repair ? look(repair: true, deep: deep, areTreesInUse: areTreesInUse) : left)
            }
            pause(nanoseconds: 20_000_000)
        }
        return repaired
    }

    private func look(repair: Bool, deep: Bool, areTreesInUse: Bool) throws(ImageStoreError) -> [StoreProblem] {
        try sweepLeftovers()
        var problems: [StoreProblem] = []
        let (listed, damaged) = try names.all()
        try judge(damaged, "name", repair: repair, into: &problems)
        let (kept, damagedArtifacts) = try artifacts.all()
        try judge(damagedArtifacts, "artifact", repair: repair, into: &problems)
        var origins = try LayerOrigins(self)
        try checkLayers(repair: repair, deep: deep, areTreesInUse: areTreesInUse, &origins, into: &problems)
        if deep { try checkBlobs(repair: repair, &origins, into: &problems) }
        var names: [NameRecord.Target: [String]] = [:]
        for item in listed { names[item.record.manifest, default: []].append(item.name?.description ?? item.record.id.description) }
        var seen: Set<NameRecord.Target> = []
        var seenLists: Set<NameRecord.Target> = []
        for item in listed {
            if MediaType.isIndex(item.record.target.mediaType), seenLists.insert(item.record.target).inserted {
                try checkList(item, repair: repair, into: &problems)
            }
            if seen.insert(item.record.manifest).inserted {
                // All of them: pulling one of its names again heals the image for the others too, removing one does not.
                let name = (names[item.record.manifest] ?? []).sorted().joined(separator: ", ")
                try check(item, name, repair: repair, origins, into: &problems)
            }
        }
        for item in kept where seen.insert(item.record.target).inserted { try checkArtifact(item, into: &problems) }
        return problems
    }

    /// Names whose records cannot be read. One from an earlier boot is an unfinished object; one from this boot is kept unless a
    /// repair is asked for.
    private func judge(
        _ damaged: [NameStore.Damaged], _ what: String, repair: Bool, into problems: inout [StoreProblem]
    ) throws(ImageStoreError) {
        for record in damaged {
            if repair || record.isUnfinished { try moveToTrash(record.path) }
            problems.append(
                StoreProblem(
                    subject: what, path: record.path, cause: record.cause,
                    nextStep: "`apus system check --repair` moves it to the trash",
                    isRepaired: repair || record.isUnfinished))
        }
    }

    private func check(
        _ item: NameStore.Listed, _ name: String, repair: Bool, _ origins: LayerOrigins, into problems: inout [StoreProblem]
    ) throws(ImageStoreError) {
        let again = "pull or load \(name) again, or remove it"
        // A list without an image for this machine has nothing unpacked; its documents are blobs like others.
        if item.record.isListOnly, try content.contains(item.record.target.digest, size: item.record.target.size) { return }
        func tell(_ subject: String, _ path: String, _ cause: String, isRepaired: Bool = false, nextStep: String? = nil) {
            problems.append(
                StoreProblem(
                    subject: subject, path: path, cause: cause, nextStep: nextStep ?? again, isRepaired: isRepaired,
                    images: nextStep == nil && !isRepaired ? [item.record.id] : []))
        }
        let manifest = layout.blob(item.record.manifest.digest)
        let contents: ImageContents
        do throws(ImageStoreError) { contents = try self.contents(of: item.record) } catch {
            return tell("image \(name)", manifest, "\(error.action) \(error.subject): \(error.cause)")
        }
        if contents.id != item.record.id {
            tell("image \(name)", manifest, "its configuration is \(contents.id) and its name says \(item.record.id)")
        }
        for layer in contents.layers {
            let (digest, wanted) = (layer.descriptor.digest, layer.descriptor.size)
            let size = try content.size(of: digest)
            let isMissing = size == nil ? try !content.wasDropped(digest, size: wanted, diffID: layer.diffID) : size != wanted
            let isUnpacked = try layers.isReady(layer.diffID)
            if !isMissing, isUnpacked { continue }
            if repair, isMissing, size != nil { try moveToTrash(layout.blob(digest)) }
            let offered = try origins.blobs(of: layer.diffID, in: self)
            if repair { try restore(layer, from: offered, isUnpacked: isUnpacked) }
            if isMissing {
                tell(
                    "blob \(digest) of \(name)", layout.blob(digest),
                    size.map { "it has \($0) bytes and should have \(wanted)" } ?? "it is not there",
                    isRepaired: try content.size(of: digest) == wanted,
                    nextStep: digest == layer.diffID && !offered.isEmpty && !repair
                        ? "`apus system check --repair` makes it of another blob of the layer" : nil)
            }
            if !isUnpacked {
                tell(
                    "layer \(layer.diffID) of \(name)", layout.layer(layer.diffID), "it is not unpacked",
                    isRepaired: try layers.isReady(layer.diffID),
                    nextStep: offered.isEmpty || repair ? nil : "`apus system check --repair` unpacks it from its blob")
            }
        }
    }

    /// Brings a layer back from whichever of its blobs is whole: unpacks it, and where its own blob was a plain one makes that again.
    private func restore(_ layer: ImageContents.Layer, from offered: [Digest], isUnpacked: Bool) throws(ImageStoreError) {
        let digest = layer.descriptor.digest
        for blob in offered {
            do throws(ImageStoreError) {
                if digest == layer.diffID, !offered.contains(digest) {
                    try unpackPlain(layer, from: blob)
                } else if !isUnpacked {
                    try unpack(LayerSource(blob: blob, size: content.size(of: blob), diffID: layer.diffID), lease: nil)
                } else {
                    return
                }
                return try flush(layers: [layer.diffID])
            } catch {
                // The next one may be whole.
                guard [.damaged, .digestMismatch, .sizeMismatch, .invalid, .missing].contains(error.code) else { throw error }
            }
        }
    }

    /// Takes a compressed blob of a layer for the plain one that is gone.
    private func unpackPlain(_ layer: ImageContents.Layer, from blob: Digest) throws(ImageStoreError) {
        let plain = LayerSource(blob: layer.diffID, size: layer.descriptor.size, diffID: layer.diffID, isOutlined: true)
        while true {
            switch try LayerIngest.begin(
                content: content, layers: layers, source: plain, unpacking: true, lease: nil, flusher: nil,
                feed: DecompressingSource(try content.source(of: blob)))
            {
            case .present: return
            case .busy: pause(nanoseconds: 20_000_000)
            case .begun(let ingest):
                ingest.endInput()
                _ = try ingest.finish()
                return
            }
        }
    }

    func moveToTrash(_ path: String) throws(ImageStoreError) {
        try storing("moving out of the way", path) { () throws(SystemCallError) in
            try makeDirectories(layout.trash, mode: 0o700)
            do throws(SystemCallError) {
                try rename(path, to: "\(layout.trash)/kept-\(AtomicRecord.temporaryName().dropFirst(5))")
            } catch {
                if error.errno != .noEntry { throw error }
            }
        }
    }
}
