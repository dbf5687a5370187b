internal import Linux
internal import OCISpecification

/// From which blobs each layer can be unpacked, and which images need it; what was found out about blobs, so that each is read once.
struct LayerOrigins {
    private var blobs: [Digest: [Digest]] = [:]
    private var owners: [Digest: [Digest]] = [:]
    private var isWhole: [Digest: Bool] = [:]

    init(_ store: ImageStore) throws(ImageStoreError) {
        for item in try store.names.all().listed {
            // An image that cannot be read is told by another part of the check; it has no bytes to offer.
            guard let contents = try? store.contents(of: item.record) else { continue }
            for layer in contents.layers {
                if owners[layer.diffID]?.contains(item.record.id) != true { owners[layer.diffID, default: []].append(item.record.id) }
                if blobs[layer.diffID]?.contains(layer.descriptor.digest) != true {
                    blobs[layer.diffID, default: []].append(layer.descriptor.digest)
                }
            }
        }
    }

    /// The ids of the images that have the layer.
    func images(with layer: Digest) -> [Digest] { owners[layer] ?? [] }

    /// The blobs of a layer that are there as files; without those that are known to be damaged.
    func blobs(of layer: Digest, in store: ImageStore) throws(ImageStoreError) -> [Digest] {
        var found: [Digest] = []
        for blob in blobs[layer] ?? [] where isWhole[blob] != false {
            let isThere = try storing("looking for the blob", blob.description) { () throws(SystemCallError) in
                try exists(store.layout.blob(blob))
            }
            if isThere { found.append(blob) }
        }
        return found
    }

    mutating func note(_ blob: Digest, isWhole: Bool) { self.isWhole[blob] = isWhole }

    /// Whether a blob has the bytes of its digest, read unless that is known; nil when it is gone.
    mutating func isWhole(_ blob: Digest, in store: ImageStore) throws(ImageStoreError) -> Bool? {
        if let known = isWhole[blob] { return known }
        do throws(ImageStoreError) { try store.content.verify(blob) } catch {
            switch error.code {
            case .missing: return nil
            case .damaged:
                isWhole[blob] = false
                return false
            default: throw error
            }
        }
        isWhole[blob] = true
        return true
    }
}
