internal import Archives
internal import Linux
internal import OCISpecification

extension ImageStore {
    /// Records of layers that cannot be read; and with `deep`, trees that are not any more what was unpacked.
    ///
    /// A layer that is moved out of the way is unpacked again for the images that need it; no layer is while containers run.
    func checkLayers(
        repair: Bool, deep: Bool, areTreesInUse: Bool, _ origins: inout LayerOrigins, into problems: inout [StoreProblem]
    ) throws(ImageStoreError) {
        for identity in try layers.all() {
            let cause: String
            do throws(ImageStoreError) {
                // A torn one from an earlier boot goes to the trash with this look.
                guard try layers.isReady(identity) else { continue }
                guard try layers.record(of: identity) != nil else {
                    throw ImageStoreError(.damaged, "reading the layer", identity.description, cause: "it has no record")
                }
                if deep { try compare(identity, &origins) }
                continue
            } catch {
                guard
                    [.damaged, .invalid, .sizeMismatch, .digestMismatch].contains(error.code) || error.errno == .badMessage
                        || error.errno == .noEntry
                else { throw error }
                cause =
                    error.code == .damaged && error.action == "reading the blob"
                    ? "files of it were changed: its archive cannot be put together again" : error.cause
            }
            var canComeAgain = false
            for blob in try origins.blobs(of: identity, in: self) where !canComeAgain {
                canComeAgain = deep ? try origins.isWhole(blob, in: self) == true : true
            }
            // The sweep deletes what is in the trash: nothing goes there that a container may have mounted.
            let goes = repair && canComeAgain && !areTreesInUse
            if goes { try moveToTrash(layout.layer(identity)) }
            let nextStep =
                switch (canComeAgain, areTreesInUse) {
                case (false, _): "load or pull the images again that have it, or remove them: their layer is not whole"
                case (true, false): "`apus system check --repair` unpacks it again"
                case (true, true): "stop the containers that run, then `apus system check --repair` unpacks it again"
                }
            problems.append(
                StoreProblem(
                    subject: "layer \(identity)", path: layout.layer(identity), cause: cause, nextStep: nextStep, isRepaired: goes,
                    images: canComeAgain ? [] : origins.images(with: identity)))
        }
    }

    /// Throws when an unpacked layer is not what its outline, or a blob of it that is whole, says.
    private func compare(_ identity: Digest, _ origins: inout LayerOrigins) throws(ImageStoreError) {
        let blobs = try origins.blobs(of: identity, in: self)
        if !blobs.contains(identity), try content.outlinedSize(of: identity) != nil { return try content.verify(identity) }
        for blob in blobs {
            let (words, isWhole) = try difference(of: identity, from: blob)
            if let isWhole { origins.note(blob, isWhole: isWhole) }
            // A damaged blob is told by the check of the blobs, and says nothing about the tree.
            guard isWhole == true else { continue }
            guard let words else { return }
            throw ImageStoreError(.damaged, "comparing the layer", identity.description, cause: "its file \(words)")
        }
    }

    /// A file of an unpacked layer that is not as its archive has it, in words; and whether the blob has the bytes of its digest, where it
    /// could be read to the end.
    private func difference(
        of identity: Digest, from blob: Digest
    ) throws(ImageStoreError) -> (words: String?, isWhole: Bool?) {
        let tree = try storing("opening the layer", identity.description) { () throws(SystemCallError) in
            OpenFile(try Linux.open(layout.layerTree(identity), [.path, .directory]))
        }
        var check = LayerTreeCheck(tree: tree, options: layers.options)
        guard var digest = DigestStream(algorithm: blob.algorithm) else { return (nil, nil) }
        let bytes = unsafe TappedSource(try content.source(of: blob)) { unsafe digest.update($0) }
        do throws(ArchiveError) {
            let words = try check.firstDifference(from: DecompressingSource(bytes), limits: layers.options.limits)
            try bytes.drain()
            return (words, digest.digest() == blob)
        } catch {
            guard error.code != .input else { throw ImageStoreError("comparing the layer", identity.description, error) }
            return (nil, nil)
        }
    }

    /// Compares every blob with its digest; those that were read with their layers are known.
    func checkBlobs(repair: Bool, _ origins: inout LayerOrigins, into problems: inout [StoreProblem]) throws(ImageStoreError) {
        // One that another command has removed meanwhile is no problem.
        for (digest, _) in try content.all() where try origins.isWhole(digest, in: self) == false {
            if repair { try moveToTrash(layout.blob(digest)) }
            problems.append(
                StoreProblem(
                    subject: "blob \(digest)", path: layout.blob(digest), cause: content.damaged(digest).cause,
                    nextStep: "`apus system check --repair` drops it", isRepaired: repair))
        }
    }

    /// What artifacts need.
    func checkArtifact(_ item: NameStore.Listed, into problems: inout [StoreProblem]) throws(ImageStoreError) {
        let name = item.name?.description ?? item.record.target.digest.description
        var cause: String?
        do throws(ImageStoreError) {
            let manifest = try ImageDocuments(content: content).manifest(item.record.target)
            for blob in manifest.ownBlobs where try !content.contains(blob.digest, size: blob.size) {
                cause = "its blob \(blob.digest) is not there, or not whole"
            }
        } catch { cause = error.description }
        guard let cause else { return }
        problems.append(
            StoreProblem(
                subject: "artifact \(name)", path: layout.blob(item.record.target.digest), cause: cause,
                nextStep: "pull or add it again, or remove it with `apus artifact rm`", isRepaired: false))
    }

    /// Removes what killed commands left and nobody can go on with; what is in work has a lock, or is young.
    public func sweepLeftovers() throws(ImageStoreError) {
        try storing("sweeping the image store", layout.root) { () throws(SystemCallError) in
            try IngestSweep.run(layout: layout)
            var directories = [layout.untagged, layout.droppedNotes, layout.content]
            for algorithm in ["sha256", "sha512"] { directories.append("\(layout.blobs)/\(algorithm)") }
            for directory in directories { try sweepTemporaries(in: directory) }
            for root in [layout.names, layout.artifacts] { try sweepNames(below: root) }
        }
        _ = try ContentLease.allLive(layout: layout)
    }

    private func sweepNames(below directory: String) throws(SystemCallError) {
        try sweepTemporaries(in: directory)
        for name in try Linux.names(in: directory) where !name.hasPrefix(".") && !name.hasPrefix(":") && !name.hasPrefix("@") {
            let path = "\(directory)/\(name)"
            // Removed by another command meanwhile.
            guard let kind = try? status(of: path, followingLinks: false).kind, kind == .directory else { continue }
            try sweepNames(below: path)
            // Of a name that was taken away. One that is not empty stays, and who makes a name there makes it again.
            try? removeDirectory(path)
        }
    }

    /// What dead commands left of records that they were writing. A process id comes again: what is a minute old goes too, for a
    /// record is written in moments.
    private func sweepTemporaries(in directory: String) throws(SystemCallError) {
        Leftovers.sweep(directory) { $0.isEmpty }
        let oldest = Timestamp.now.seconds - 60
        for name in try Linux.names(in: directory) where name.hasPrefix(".tmp-") {
            let path = "\(directory)/\(name)"
            // Renamed to its place meanwhile.
            guard let changed = try? status(of: path, followingLinks: false).changed.seconds, changed < oldest else { continue }
            // The next check finds what could not be removed.
            try? removeFile(path)
        }
    }

    /// Deletes layers and blobs that nothing needs and that are older than that; answers the bytes.
    public func collectGarbage(olderThan seconds: Int64) throws(ImageStoreError) -> Int64 {
        let oldest = Timestamp.now.seconds - seconds
        var candidates: Set<Digest> = []
        for (digest, _) in try content.all() where isOlder(layout.blob(digest), than: oldest) { candidates.insert(digest) }
        for identity in try layers.all() where isOlder(layout.layer(identity), than: oldest) { candidates.insert(identity) }
        return try collectGarbage(among: candidates).bytes
    }

    private func isOlder(_ path: String, than moment: Int64) -> Bool {
        // Removed by another command meanwhile: nothing to do.
        guard let changed = try? status(of: path, followingLinks: false).changed.seconds else { return false }
        return changed < moment
    }
}
