internal import Archives
internal import Linux
internal import OCISpecification

extension ContentStore {
    /// As ``source(of:)``, for one who holds a lease on the blob: a collection that began before the lease takes it away for a moment and
    /// puts it back.
    func leasedSource(of digest: Digest) throws(ImageStoreError) -> any ByteSource {
        var attempt = 0
        while true {
            attempt += 1
            do throws(ImageStoreError) { return try source(of: digest) } catch {
                guard error.code == .missing, attempt < 500 else { throw error }
                let isCollecting = try storing("looking at", layout.trash) { () throws(SystemCallError) in
                    try TrashDirectory.isInUse(layout: layout)
                }
                // It may have been put back, and the collection have ended, between the two looks.
                if attempt > 3, !isCollecting { throw error }
                pause(nanoseconds: 10_000_000)
            }
        }
    }
}
