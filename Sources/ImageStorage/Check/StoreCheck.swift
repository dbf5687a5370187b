internal import Linux
internal import OCISpecification

/// Something in the store that is not as it should be.
public struct StoreProblem: Hashable, Sendable, CustomStringConvertible {
    /// The image, blob or layer concerned.
    public var subject: String
    public var path: String
    public var cause: String
    public var nextStep: String
    /// It has been put right.
    public var isRepaired: Bool

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
        try sweepLeftovers()
        var problems: [StoreProblem] = []
        let (listed, damaged) = try names.all()
        try judge(damaged, "name", repair: repair, into: &problems)
        let (kept, damagedArtifacts) = try artifacts.all()
        try judge(damagedArtifacts, "artifact", repair: repair, into: &problems)
        try checkLayers(repair: repair, deep: deep, areTreesInUse: areTreesInUse, into: &problems)
        if deep { try checkBlobs(repair: repair, into: &problems) }
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
                try check(item, name, repair: repair, into: &problems)
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
        _ item: NameStore.Listed, _ name: String, repair: Bool, into problems: inout [StoreProblem]
    ) throws(ImageStoreError) {
        let again = "pull or load \(name) again, or remove it"
        // A list without an image for this machine has nothing unpacked; its documents are blobs like others.
        if item.record.isListOnly, try content.contains(item.record.target.digest, size: item.record.target.size) { return }
        let contents: ImageContents
        do throws(ImageStoreError) { contents = try self.contents(of: item.record) } catch {
            problems.append(
                StoreProblem(
                    subject: "image \(name)", path: layout.blob(item.record.manifest.digest),
                    cause: "\(error.action) \(error.subject): \(error.cause)", nextStep: again, isRepaired: false))
            return
        }
        if contents.id != item.record.id {
            problems.append(
                StoreProblem(
                    subject: "image \(name)", path: layout.blob(item.record.manifest.digest),
                    cause: "its configuration is \(contents.id) and its name says \(item.record.id)", nextStep: again,
                    isRepaired: false))
        }
        for layer in contents.layers {
            let digest = layer.descriptor.digest
            let size = try content.size(of: digest)
            let isDropped =
                size == nil ? try content.wasDropped(digest, size: layer.descriptor.size, diffID: layer.diffID) : false
            if size != layer.descriptor.size, !isDropped {
                let cause =
                    size.map { "it has \($0) bytes and should have \(layer.descriptor.size)" } ?? "it is not there"
                if repair, size != nil { try moveToTrash(layout.blob(digest)) }
                problems.append(
                    StoreProblem(
                        subject: "blob \(digest) of \(name)", path: layout.blob(digest), cause: cause, nextStep: again,
                        isRepaired: false))
            }
            if try !layers.isReady(layer.diffID) {
                var isRepaired = false
                if repair, size == layer.descriptor.size {
                    try unpack(layer.source, lease: nil)
                    try flush(layers: [layer.diffID])
                    isRepaired = true
                }
                problems.append(
                    StoreProblem(
                        subject: "layer \(layer.diffID) of \(name)", path: layout.layer(layer.diffID),
                        cause: "it is not unpacked",
                        nextStep: size == layer.descriptor.size ? "`apus system check --repair` unpacks it from its blob" : again,
                        isRepaired: isRepaired))
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
