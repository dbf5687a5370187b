internal import Linux
internal import OCISpecification
internal import Synchronization

/// What a running command still needs of the store although no name stands for it yet: garbage collection spares it.
///
/// A file below `leases/` with one digest a line, alive as long as its record lock is held. A digest is written here
/// before the command looks whether it is in the store: whoever removes something looks again after taking it away, and
/// puts back what a lease names by then.
final class ContentLease: Sendable {
    /// The leases of this process by path. Their files may not be opened again here: closing would drop the locks.
    private static let own = Mutex<[String: Set<Digest>]>([:])

    let path: String
    private let claim: Mutex<FileClaim?>

    init(layout: StoreLayout) throws(ImageStoreError) {
        // Whoever sweeps dead leases may hold a new one for a moment, between its making and its lock.
        var taken: FileClaim?
        for _ in 0..<100 where taken == nil {
            let path = "\(layout.leases)/\(AtomicRecord.temporaryName().dropFirst(5))"
            let outcome: FileClaim.Outcome? = try storing("taking a lease on content", path) { () throws(SystemCallError) in
                try makeDirectories(layout.leases, mode: 0o700)
                return try FileClaim.take(path)
            }
            if case .taken(let claim) = outcome { taken = claim }
        }
        guard let claim = taken else {
            throw ImageStoreError(.busy, "taking a lease on content in", layout.leases, cause: "all names are taken")
        }
        path = claim.path
        let path = claim.path
        self.claim = Mutex(claim)
        Self.own.withLock { $0[path] = [] }
    }

    /// Needs these digests, of blobs or layers, from now on.
    func add(_ digests: some Sequence<Digest>) throws(ImageStoreError) {
        let path = self.path
        let new = Self.own.withLock { table in
            digests.filter { table[path, default: []].insert($0).inserted }
        }
        guard !new.isEmpty else { return }
        let text = new.map { "\($0)\n" }.joined()
        let outcome: Result<Void, SystemCallError> = claim.withLock { claim in
            do throws(SystemCallError) {
                guard let claim else { return .success(()) }
                try claim.file.descriptor.seek(to: 0, whence: 2)
                try claim.file.descriptor.write(text)
                return .success(())
            } catch { return .failure(error) }
        }
        do throws(SystemCallError) { try outcome.get() } catch {
            throw ImageStoreError("extending the lease", path, error)
        }
    }

    /// Needs nothing any more.
    func end() {
        let had = claim.withLock { claim in
            guard claim != nil else { return false }
            // A file that stays is found to be dead and swept.
            try? removeFile(path)
            claim = nil
            return true
        }
        if had { Self.own.withLock { _ = $0.removeValue(forKey: path) } }
    }

    deinit { end() }

    /// All digests that commands need now, those of this process included; files of dead processes are swept.
    static func allLive(layout: StoreLayout) throws(ImageStoreError) -> Set<Digest> {
        var live: Set<Digest> = []
        let files = try storing("listing", layout.leases) { () throws(SystemCallError) in try names(in: layout.leases) }
        for file in files {
            let path = "\(layout.leases)/\(file)"
            if let mine = own.withLock({ $0[path] }) {
                live.formUnion(mine)
                continue
            }
            try storing("reading the lease", path) { () throws(SystemCallError) in
                switch try FileClaim.take(path, create: false) {
                case nil: return  // ended meanwhile
                case .taken: try? removeFile(path)
                case .busy:
                    do throws(SystemCallError) {
                        for line in try readFile(path, limit: 64 << 20).split(separator: 0x0a) {
                            if let digest = Digest(String(decoding: line, as: UTF8.self)) { live.insert(digest) }
                        }
                    } catch {
                        if error.errno != .noEntry { throw error }
                    }
                }
            }
        }
        // One of ours may have been made between the two looks.
        own.withLock { table in
            for (path, digests) in table where path.hasPrefix(layout.leases + "/") { live.formUnion(digests) }
        }
        return live
    }
}
