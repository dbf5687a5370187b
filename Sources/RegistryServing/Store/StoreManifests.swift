internal import ImageStorage
internal import Linux
internal import OCISpecification

// Manifests of the image store.

extension StoreStorage {
    func manifest(
        _ reference: ManifestReference, in repository: RepositoryName
    ) throws(RegistryServingError) -> ServedManifest {
        guard let target = try target(reference, in: repository) else { throw unknown(reference, in: repository) }
        let bytes: [UInt8]
        do throws(ImageStoreError) { bytes = try store.content.read(target.digest, limit: PushedManifest.limit) } catch {
            if error.code == .missing { throw unknown(reference, in: repository) }
            throw RegistryServingError(error)
        }
        return ServedManifest(mediaType: target.mediaType, digest: target.digest, bytes: bytes)
    }

    private func target(
        _ reference: ManifestReference, in repository: RepositoryName
    ) throws(RegistryServingError) -> NameRecord.Target? {
        let name = name(repository, reference)
        let record: NameRecord? = try stored { () throws(ImageStoreError) in
            if let image = try store.names.read(name) { return image }
            return try store.artifacts.read(name)
        }
        if let record { return record.target }
        guard case .digest(let digest) = reference else { return nil }
        // One that a tag of the repository stands for, or that an index of it names.
        for (_, record) in try listed(repository) {
            if record.target.digest == digest { return record.target }
            if record.manifest.digest == digest { return record.manifest }
            guard MediaType.isIndex(record.target.mediaType) else { continue }
            // An index that cannot be read names nothing.
            if case .index(let index)? = try? ImageDocuments(content: store.content).document(record.target),
                let child = index.manifests.first(where: { $0.digest == digest })
            {
                return NameRecord.Target(mediaType: child.mediaType, digest: child.digest, size: child.size)
            }
        }
        return nil
    }

    func put(
        _ manifest: PushedManifest, digest: Digest, as reference: ManifestReference, in repository: RepositoryName
    ) throws(RegistryServingError) {
        try requireOwn(repository)
        let transfer = leases.transfer
        for wanted in manifest.blobs + manifest.children {
            let size = try stored { () throws(ImageStoreError) in
                try transfer.holds(wanted.digest) ? try store.content.size(of: wanted.digest) : nil
            }
            guard let size else {
                throw RegistryServingError(
                    .manifestBlobUnknown, "\(repository) has no \(wanted.digest), which the manifest names: push it first",
                    detail: wanted.digest.description)
            }
            guard size == wanted.size else {
                throw RegistryServingError(
                    .sizeInvalid, "\(wanted.digest) has \(size) bytes, and the manifest says \(wanted.size)",
                    detail: wanted.digest.description)
            }
        }
        let target = NameRecord.Target(mediaType: manifest.mediaType, digest: digest, size: Int64(manifest.bytes.count))
        let name = name(repository, reference)
        do throws(ImageStoreError) {
            try transfer.put(manifest.bytes, expecting: digest)
            if manifest.isIndex {
                try publish(index: target, as: name, transfer)
                // They are reached through the index from now on.
                for child in manifest.children { try store.names.remove(self.name(repository, .digest(child.digest))) }
            } else if manifest.isImage {
                try transfer.publish(target, as: [name])
                try store.artifacts.remove(name)
            } else {
                _ = try transfer.publish(artifact: target, as: name)
                try store.names.remove(name)
            }
        } catch {
            guard [.invalid, .digestMismatch, .unsupported, .tooLarge, .sizeMismatch].contains(error.code) else {
                throw RegistryServingError(error)
            }
            throw RegistryServingError(.manifestInvalid, "the image is not taken: \(error)", detail: digest.description)
        }
    }

    /// An index whose images are all for other machines is kept too, whole.
    private func publish(
        index target: NameRecord.Target, as name: ImageName, _ transfer: ImageTransfer
    ) throws(ImageStoreError) {
        do throws(ImageStoreError) { try transfer.publish(target, as: [name]) } catch {
            guard error.code == .notFound else { throw error }
            try store.flush()
            try store.names.write(
                NameRecord(target: target, manifest: target, id: target.digest, platform: "", created: .now, size: 0), as: name, flush: true
            )
        }
    }

    /// Names go; the image stays in the store without a name, for `apus image prune` or who still uses it.
    func removeManifest(_ reference: ManifestReference, in repository: RepositoryName) throws(RegistryServingError) {
        try requireOwn(repository)
        let going = try listed(repository).filter { item in
            switch reference {
            case .tag(let tag): item.name.tag == tag
            case .digest(let digest): item.record.target.digest == digest
            }
        }
        guard !going.isEmpty else { throw unknown(reference, in: repository) }
        for (name, record) in going {
            try stored { () throws(ImageStoreError) in
                if try store.names.read(name) != nil, !record.isListOnly {
                    let others = try store.names.all().listed.contains { $0.name != name && $0.record.id == record.id }
                    if !others { try store.names.keepUntagged(record, flush: true) }
                }
                try store.names.remove(name)
                try store.artifacts.remove(name)
            }
        }
    }
}
