internal import Linux

/// Removes what killed commands left half done: partial blobs after a while, layers being unpacked at once.
enum IngestSweep {
    /// Partial downloads are kept this long so that they can be resumed.
    static let partialAge: Int64 = 24 * 3600

    static func run(layout: StoreLayout, partialsOlderThan seconds: Int64 = partialAge) throws(SystemCallError) {
        let oldest = Timestamp.now.seconds - seconds
        for name in try names(in: layout.ingest) {
            let path = "\(layout.ingest)/\(name)"
            // An unnamed one cannot be resumed.
            if !name.hasPrefix(".tmp-") {
                guard let age = try? status(of: path, followingLinks: false).modified.seconds, age <= oldest else {
                    continue
                }
            }
            if case .taken(let claim) = try FileClaim.take(path, create: false) { try? removeFile(claim.path) }
        }
        for name in try names(in: layout.unpack) where name.hasSuffix(".lock") {
            let path = "\(layout.unpack)/\(name)"
            if case .taken(let claim) = try FileClaim.take(path, create: false) {
                try? removeTree(String(path.dropLast(5)))
                try? removeFile(claim.path)
            }
        }
        // A directory whose lock file is gone belongs to nobody: the lock is made first and removed last.
        for name in try names(in: layout.unpack) where !name.hasSuffix(".lock") {
            let path = "\(layout.unpack)/\(name)"
            guard try !exists("\(path).lock") else { continue }
            if case .taken(let claim) = try FileClaim.take("\(path).lock") {
                try? removeTree(path)
                try? removeFile(claim.path)
            }
        }
        try TrashDirectory.sweep(layout: layout)
    }
}
