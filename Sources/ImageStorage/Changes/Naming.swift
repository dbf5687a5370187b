internal import Linux
internal import OCISpecification

extension ImageStore {
    /// Gives a name to an image. An image that had the name and has no other stays, untagged.
    func give(_ name: ImageName, to record: NameRecord, flush: Bool) throws(ImageStoreError) {
        var before: NameRecord?
        do throws(ImageStoreError) { before = try names.read(name) } catch {
            // A damaged record is replaced by a good one.
            guard error.code == .damaged else { throw error }
            before = nil
        }
        // Until the name has moved nobody collects the image that had it.
        var lease: ContentLease?
        defer { lease?.end() }
        if let other = before, other.id != record.id, try !isNamed(other, besides: name) {
            lease = try ContentLease(layout: layout)
            try lease?.add(References.all(of: other, in: self))
            // Who removed it before the lease may have collected it: it is not kept then.
            before = try names.read(name)
            if before == other { try names.keepUntagged(other) }
        }
        // Kept before the name moves: a kill in between leaves both, never neither.
        var record = record
        record.tagged = .now
        try names.write(record, as: name, flush: flush)
        try names.removeUntagged(manifest: record.manifest.digest)
    }

    /// Whether a name stands for the image, other than `name`.
    func isNamed(_ record: NameRecord, besides name: ImageName? = nil) throws(ImageStoreError) -> Bool {
        try names.all().listed.contains { listed in
            listed.name != nil && listed.name != name && listed.record.id == record.id
        }
    }

    /// Gives an image of the store one more name; `apus tag`.
    public func tag(_ image: String, as name: ImageName) throws(ImageStoreError) {
        let found = try find(image)
        guard name.tag != nil else {
            throw ImageStoreError(
                .invalid, "tagging", image, cause: "\(name) has a digest; a new name can only have a tag")
        }
        let transfer = try beginTransfer()
        defer { transfer.end() }
        do throws(ImageStoreError) { try transfer.keep(found.record) } catch {
            throw error.code == .notFound ? Self.notFound(image) : error
        }
        try give(name, to: found.record, flush: true)
    }

    /// Takes names away and leaves the image, untagged if it has no other; `podman untag`.
    /// - Parameter names: all of the image's names when empty.
    public func untag(_ image: String, names wanted: [ImageName] = []) throws(ImageStoreError) -> [ImageName] {
        let record = try self.image(image)
        if record.isReadOnly { throw Self.readOnly(image) }
        let going = wanted.isEmpty ? record.names : wanted
        for name in going where !record.names.contains(name) {
            throw ImageStoreError(
                .notFound, "untagging", name.description, cause: "the image \(image) has no such name")
        }
        let transfer = try beginTransfer()
        defer { transfer.end() }
        do throws(ImageStoreError) { try transfer.keep(record.record) } catch {
            // What is damaged may lose its names all the same.
            guard error.code == .missing || error.code == .damaged || error.code == .invalid else {
                throw error.code == .notFound ? Self.notFound(image) : error
            }
        }
        if Set(going) == Set(record.names) { try names.keepUntagged(record.record, flush: true) }
        for name in going { try names.remove(name) }
        return going
    }
}
