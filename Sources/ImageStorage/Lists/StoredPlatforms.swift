public import OCISpecification

/// One image of a list of platforms, or an image that is in no list, as far as it is in the store.
public struct StoredPlatform: Hashable, Sendable {
    /// What the list says; of an image in no list, what its configuration says.
    public var platform: Platform?
    public var manifest: NameRecord.Target
    /// The digest of its configuration, which people use as the image's id; nil when it is not here, or not whole.
    public var id: Digest?
    /// Bytes of what is here of its manifest, its configuration and its layers, as they came.
    public var contentSize: Int64 = 0
    /// Those of it that are files, and what is unpacked.
    public var diskSize: Int64 = 0
}

extension ImageStore {
    /// The images that a name stands for; attestations are none.
    public func platforms(of target: NameRecord.Target) throws(ImageStoreError) -> [StoredPlatform] {
        guard MediaType.isIndex(target.mediaType), case .index(let index) = try ImageDocuments(content: content).document(target) else {
            return [try storedPlatform(target, nil)]
        }
        var found: [StoredPlatform] = []
        for child in index.manifests where !child.isAttestation && !MediaType.isIndex(child.mediaType) {
            found.append(try storedPlatform(NameRecord.Target(child), child.platform))
        }
        return found
    }

    private func storedPlatform(_ manifest: NameRecord.Target, _ platform: Platform?) throws(ImageStoreError) -> StoredPlatform {
        var found = StoredPlatform(platform: platform, manifest: manifest)
        guard try content.contains(manifest.digest, size: manifest.size) else { return found }
        let contents: ImageContents
        do throws(ImageStoreError) { contents = try ImageContents(of: manifest, in: content) } catch {
            // A kernel's refusal is told; an image that cannot be read is not here, and `system check` says why.
            guard error.errno == nil else { throw error }
            return found
        }
        found.platform = platform ?? contents.platform
        var isWhole = true
        for blob in Set([manifest.digest, contents.id] + contents.manifest.layers.map(\.digest)) {
            guard let size = try content.size(of: blob) else { continue }
            found.contentSize += size
            // What an outline gives again takes its space in the layer.
            if try content.outlinedSize(of: blob) == nil { found.diskSize += size }
        }
        for layer in contents.layers where try !content.hasLayer(layer.descriptor, diffID: layer.diffID) { isWhole = false }
        for diffID in Set(contents.diffIDs) { found.diskSize += try layers.record(of: diffID)?.contentBytes ?? 0 }
        if isWhole { found.id = contents.id }
        return found
    }

    /// The image of a list that fits a platform, all of it here, unpacked or not; of an image in no list itself, if it fits.
    /// - Parameter asked: the name that a user gave.
    public func platform(_ wanted: Platform, of record: NameRecord, asked: String) throws(ImageStoreError) -> StoredPlatform {
        func absent(_ cause: String) -> ImageStoreError {
            ImageStoreError(
                .notFound, "looking for the image", asked, cause: cause, nextStep: "`apus images --tree` shows what is here")
        }
        guard case .index(let index) = try ImageDocuments(content: content).document(record.target) else {
            let own = try storedPlatform(record.target, nil)
            guard let platform = own.platform, wanted.runs(platform) else {
                throw absent("it is for \(own.platform?.description ?? "an unknown platform"), not \(wanted)")
            }
            return own
        }
        guard let chosen = index.manifest(for: wanted) else { throw absent("it has no image for \(wanted), but \(index.offered)") }
        let found = try storedPlatform(NameRecord.Target(chosen), chosen.platform)
        guard found.id != nil else { throw absent("its image for \(wanted) is not here, or not whole") }
        return found
    }

    /// An image of a list that is here whole, unpacked, without being what a name stands for at this moment.
    func listed(idStartingWith hex: String) throws(ImageStoreError) -> NameRecord? {
        for item in try names.all().listed where item.record.target != item.record.manifest {
            // A list that cannot be read names nothing; `system check` tells about it.
            for member in (try? platforms(of: item.record.target)) ?? [] where member.manifest != item.record.manifest {
                guard let id = member.id, let platform = member.platform, id.hex.hasPrefix(hex) || member.manifest.digest.hex == hex else {
                    continue
                }
                let found = try record(item.record, for: platform, asked: hex)
                // Of two for one platform the list gives the first.
                if found.manifest == member.manifest { return found }
            }
        }
        return nil
    }
}
