internal import OCISpecification

/// What images need of the store, found by reading their documents: there are no counters that could be wrong.
struct References {
    private let store: ImageStore
    /// Blobs, and layers by diff id and chain id.
    private(set) var needed: Set<Digest> = []
    private var seen: Set<Digest> = []

    init(store: ImageStore) { self.store = store }

    /// Everything that one record needs.
    static func all(of record: NameRecord, in store: ImageStore) throws(ImageStoreError) -> Set<Digest> {
        var references = References(store: store)
        try references.add(record)
        return references.needed
    }

    /// Adds everything that a record needs. What of it is missing or damaged needs nothing further.
    mutating func add(_ record: NameRecord) throws(ImageStoreError) {
        needed.insert(record.id)
        try add(record.target)
        if record.manifest != record.target { try add(record.manifest) }
    }

    mutating func add(_ target: NameRecord.Target) throws(ImageStoreError) {
        guard seen.insert(target.digest).inserted else { return }
        needed.insert(target.digest)
        guard
            let document = try readable({ () throws(ImageStoreError) in
                try ImageDocuments(content: store.content).document(target)
            })
        else { return }
        switch document {
        case .index(let index):
            for child in index.manifests {
                // The other platforms of an index need not be here.
                if try store.content.size(of: child.digest) != nil { try add(NameRecord.Target(child)) }
            }
        case .manifest(let manifest):
            needed.insert(manifest.config.digest)
            for layer in manifest.layers { needed.insert(layer.digest) }
            guard MediaType.isConfiguration(manifest.config.mediaType),
                let configuration = try readable({ () throws(ImageStoreError) in
                    try ImageDocuments(content: store.content).configuration(manifest.config)
                })
            else { return }
            needed.formUnion(configuration.rootfs.diff_ids)
            needed.formUnion(LayerStore.chainIDs(configuration.rootfs.diff_ids))
        }
    }

    private func readable<Value>(_ read: () throws(ImageStoreError) -> Value) throws(ImageStoreError) -> Value? {
        do throws(ImageStoreError) { return try read() } catch {
            switch error.code {
            case .missing, .damaged, .invalid, .sizeMismatch, .digestMismatch, .tooLarge, .unsupported: return nil
            // The kernel's refusals pass: deleting after one would take what is needed.
            default: throw error
            }
        }
    }
}
