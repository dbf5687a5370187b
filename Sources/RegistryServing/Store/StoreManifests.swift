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
        _ manifest: PushedManifest, digest: Digest, as references: [ManifestReference], in repository: RepositoryName
    ) throws(RegistryServingError) -> String? {
        try requireOwn(repository)
        let transfer = leases.transfer
        for (number, wanted) in (manifest.blobs + manifest.children).enumerated() {
            let size = try stored { () throws(ImageStoreError) in
                try transfer.holds(wanted.digest) ? try store.content.size(of: wanted.digest) : nil
            }
            try require(wanted, isManifest: number >= manifest.blobs.count, size: size, in: repository)
        }
        let target = NameRecord.Target(mediaType: manifest.mediaType, digest: digest, size: Int64(manifest.bytes.count))
        let names = references.map { name(repository, $0) }
        var warning: String?
        do throws(ImageStoreError) {
            try transfer.put(manifest.bytes, expecting: digest)
            if manifest.isIndex {
                try publish(index: target, as: names, transfer)
                // They are reached through the index from now on.
                for child in manifest.children { try store.names.remove(self.name(repository, .digest(child.digest))) }
            } else if manifest.isImage {
                warning = try publish(image: target, as: names, transfer)
            } else {
                try publish(artifact: target, as: names, transfer)
            }
        } catch {
            guard [.invalid, .digestMismatch, .unsupported, .tooLarge, .sizeMismatch].contains(error.code) else {
                throw RegistryServingError(error)
            }
            throw RegistryServingError(.manifestInvalid, "the image is not taken: \(error)", detail: digest.description)
        }
        return warning
    }

    /// A registry keeps what it is given: an image that no container can be made from, such as one with layers that are had elsewhere, is
    /// kept as an artifact is. Answers why it is none of the images here.
    private func publish(
        image target: NameRecord.Target, as names: [ImageName], _ transfer: ImageTransfer
    ) throws(ImageStoreError) -> String? {
        do throws(ImageStoreError) { try transfer.publish(target, as: names) } catch {
            guard Self.isUnusable(error) else { throw error }
            try publish(artifact: target, as: names, transfer)
            return "kept as an artifact, not as an image to run: \(error.cause)"
        }
        for name in names { try store.artifacts.remove(name) }
        return nil
    }

    private func publish(artifact target: NameRecord.Target, as names: [ImageName], _ transfer: ImageTransfer) throws(ImageStoreError) {
        for name in names {
            _ = try transfer.publish(artifact: target, as: name)
            try store.names.remove(name)
        }
    }

    /// Whether it is the image that is wrong, not the store.
    private static func isUnusable(_ error: ImageStoreError) -> Bool {
        [.invalid, .digestMismatch, .unsupported, .tooLarge, .sizeMismatch, .missing].contains(error.code)
    }

    /// An index is kept too when all of its images are for other machines, or nothing of it is an image that can run here.
    private func publish(
        index target: NameRecord.Target, as names: [ImageName], _ transfer: ImageTransfer
    ) throws(ImageStoreError) {
        do throws(ImageStoreError) { try transfer.publish(target, as: names) } catch {
            guard error.code == .notFound || Self.isUnusable(error) else { throw error }
            try store.flush()
            let record = NameRecord(target: target, manifest: target, id: target.digest, platform: "", created: .now, size: 0)
            for name in names { try store.names.write(record, as: name, flush: true) }
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
