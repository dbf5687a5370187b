internal import Linux
internal import OCISpecification

/// A directory below `trash/` of one command's own: what is taken away goes here in one step, is put back if somebody
/// turns out to need it, and is deleted otherwise.
final class TrashDirectory {
    let path: String
    private let claim: FileClaim
    private var taken: [(name: String, from: String, digest: Digest, size: Int64)] = []

    init(layout: StoreLayout) throws(SystemCallError) {
        try makeDirectories(layout.trash, mode: 0o700)
        path = "\(layout.trash)/gc-\(AtomicRecord.temporaryName().dropFirst(5))"
        guard case .taken(let claim) = try FileClaim.take("\(path).lock") else {
            throw SystemCallError(call: "lock", subject: path, errno: .busy)
        }
        self.claim = claim
        try makeDirectory(path, mode: 0o700)
    }

    /// Takes a file or directory away; false when it is not there.
    @discardableResult
    func take(_ from: String, digest: Digest, size: Int64) throws(SystemCallError) -> Bool {
        let name = String(taken.count)
        do throws(SystemCallError) { try rename(from, to: "\(path)/\(name)") } catch {
            if error.errno == .noEntry { return false }
            throw error
        }
        taken.append((name, from, digest, size))
        return true
    }

    var isEmpty: Bool { taken.isEmpty }

    /// Puts back what `isNeeded` says, unless it has come again by itself; answers how much of it was needed.
    @discardableResult
    func putBack(where isNeeded: (Digest) -> Bool) throws(SystemCallError) -> Int {
        let before = taken.count
        var left: [(name: String, from: String, digest: Digest, size: Int64)] = []
        for item in taken {
            guard isNeeded(item.digest) else {
                left.append(item)
                continue
            }
            do throws(SystemCallError) { try rename("\(path)/\(item.name)", to: item.from, mode: .refusing) } catch {
                if error.errno != .exists && error.errno != .notEmpty { throw error }
            }
        }
        taken = left
        return before - left.count
    }

    /// Deletes what was taken; answers its digests and the bytes that they had.
    /// - Parameter measuring: as allocated on the disk.
    func delete(measuring: Bool = false) -> (digests: [Digest], bytes: Int64) {
        // Where it cannot be measured, the sizes of the contents are the best that is known.
        let allocated = measuring && !taken.isEmpty ? try? AllocatedSpace.of(path) : nil
        // What cannot be deleted now is swept later.
        try? removeTree(path)
        try? removeFile(claim.path)
        return (taken.map(\.digest), allocated ?? taken.reduce(0) { $0 + $1.size })
    }

    /// Whether another process is collecting garbage.
    static func isInUse(layout: StoreLayout) throws(SystemCallError) -> Bool {
        for name in try names(in: layout.trash) where name.hasPrefix("gc-") && name.hasSuffix(".lock") {
            if case .busy = try FileClaim.take("\(layout.trash)/\(name)", create: false) { return true }
        }
        return false
    }

    /// Deletes what dead commands left in the trash.
    static func sweep(layout: StoreLayout) throws(SystemCallError) {
        for name in try names(in: layout.trash) where !name.hasSuffix(".lock") {
            let path = "\(layout.trash)/\(name)"
            let claim: FileClaim.Outcome?
            if name.hasPrefix("gc-") {
                claim = try FileClaim.take("\(path).lock", create: true)
                if case .busy = claim { continue }
            } else {
                claim = nil  // a layer that was moved out of the way; two sweepers may meet and do no harm
            }
            try? removeTree(path)
            if case .taken(let claim) = claim { try? removeFile(claim.path) }
        }
        for name in try names(in: layout.trash) where name.hasSuffix(".lock") {
            if case .taken(let claim) = try FileClaim.take("\(layout.trash)/\(name)", create: false) {
                if try !exists(String(claim.path.dropLast(5))) { try? removeFile(claim.path) }
            }
        }
    }
}
