internal import Archives
internal import Linux
internal import OCISpecification

// Blobs of stores that are only read.

extension ContentStore {
    private var elsewhere: [ContentStore] { additional.map { ContentStore(layout: $0) } }

    func sizeElsewhere(of digest: Digest) throws(ImageStoreError) -> Int64? {
        for store in elsewhere {
            if let size = try store.size(of: digest) { return size }
        }
        return nil
    }

    /// The blob as a file, where one of the stores has it as a file.
    func openElsewhere(_ digest: Digest) throws(ImageStoreError) -> Descriptor? {
        for layout in additional {
            do throws(SystemCallError) { return try Linux.open(layout.blob(digest), [.readOnly, .noFollow]) } catch {
                guard error.errno == .noEntry || error.errno == .notDirectory else {
                    throw ImageStoreError("opening the blob", digest.description, error)
                }
            }
        }
        return nil
    }

    func sourceElsewhere(of digest: Digest) throws(ImageStoreError) -> (any ByteSource)? {
        for store in elsewhere where try store.size(of: digest) != nil { return try store.source(of: digest) }
        return nil
    }

    func readElsewhere(_ digest: Digest, limit: Int) throws(ImageStoreError) -> [UInt8]? {
        for store in elsewhere where try store.size(of: digest) != nil { return try store.read(digest, limit: limit) }
        return nil
    }
}
