internal import Linux
public import OCISpecification

// Layers of stores that are only read.

extension LayerStore {
    /// The store that has a whole layer of that identity. Nothing is moved out of the way there.
    func elsewhere(_ identity: Digest) throws(SystemCallError) -> StoreLayout? {
        for layout in additional {
            let path = layout.layer(identity)
            if try exists("\(path)/\(Self.flushedName)") { return layout }
            // Not flushed yet: its record tells whether it was made to the end, as long as that machine has not been started anew.
            guard let bytes = try? readFile("\(path)/\(Self.recordName)", limit: 65536) else { continue }
            if (try? LayerRecord(parsing: bytes)) != nil, RecordText.bootIdentity(of: bytes) == BootIdentity.current { return layout }
        }
        return nil
    }

    func recordElsewhere(_ identity: Digest) throws(ImageStoreError) -> LayerRecord? {
        for layout in additional {
            if let record = try LayerStore(layout: layout, options: options).record(of: identity) { return record }
        }
        return nil
    }

    /// The tree of an unpacked layer, in this store or in another.
    public func tree(of identity: Digest) throws(ImageStoreError) -> String {
        if additional.isEmpty { return layout.layerTree(identity) }
        return try storing("looking for the layer", identity.description) { () throws(SystemCallError) in
            if try exists(layout.layer(identity)) { return layout.layerTree(identity) }
            return (try elsewhere(identity) ?? layout).layerTree(identity)
        }
    }
}
