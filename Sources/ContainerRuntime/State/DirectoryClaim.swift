internal import OCISpecification
internal import Linux

/// A container's name on its way to a container: while the directory has its sticky bit and its maker's lock, the container is being
/// made; with the bit and without the lock, its maker was killed, and the next one who wants the name takes everything away.
public struct DirectoryClaim: ~Copyable {
    private let descriptor: Descriptor
    private static let unfinished: UInt32 = 0o1000

    /// Nil when somebody else swept the directory between its making and our lock.
    private init?(_ path: String) throws(SystemCallError) {
        let descriptor: Descriptor
        do throws(SystemCallError) { descriptor = try open(path, [.directory, .noFollow]) } catch {
            if error.errno == .noEntry { return nil }
            throw error
        }
        guard try DirectoryLock.take(descriptor), try descriptor.status().links > 0 else { return nil }
        self.descriptor = descriptor
    }

    /// Makes the directory; nil when there is one that is somebody's.
    static func make(_ directory: RuntimeDirectory) throws(RuntimeError) -> DirectoryClaim? {
        let path = directory.path
        for _ in 0..<8 {
            let isNew = try doing("create the directory of container", path) { () throws(SystemCallError) in
                do throws(SystemCallError) {
                    do throws(SystemCallError) { try makeDirectory(path, mode: 0o700 | unfinished) } catch {
                        guard error.errno == .noEntry, let slash = path.lastIndex(of: "/") else { throw error }
                        try makeDirectories(String(path[..<slash]), mode: 0o700)
                        try makeDirectory(path, mode: 0o700 | unfinished)
                    }
                } catch {
                    if error.errno == .exists { return false }
                    throw error
                }
                return true
            }
            if !isNew {
                if try sweep(directory) { continue }
                return nil
            }
            let claim = try doing("lock the directory of container", path) { () throws(SystemCallError) in try DirectoryClaim(path) }
            if let claim { return claim }
        }
        throw RuntimeError(
            .refused, doing: "create container", subject: directory.id, cause: "others take the name and let it go all the time")
    }

    /// Takes away what a killed maker left; false when the directory is a container's, or one is being made in it.
    private static func sweep(_ directory: RuntimeDirectory) throws(RuntimeError) -> Bool {
        // Held until all is gone: nobody else sweeps here meanwhile.
        let claim = try doing("lock the directory of container", directory.path) { () throws(SystemCallError) in
            try DirectoryClaim(directory.path)
        }
        guard let claim else { return false }
        let isLeft = try doing("look at the directory of container", directory.path) { () throws(SystemCallError) in
            try claim.descriptor.status().permissions & unfinished != 0
        }
        guard isLeft else { return false }
        if try runs(directory) {
            try claim.finish()
            return false
        }
        try ContainerDelete.delete(directory, force: true)
        return true
    }

    /// Whether the maker was killed when the program ran already: that is a container. A first process that has not come so far ends by
    /// itself when its maker does, and gets the time for it.
    private static func runs(_ directory: RuntimeDirectory) throws(RuntimeError) -> Bool {
        // Without a record, or with a damaged one, nothing ran.
        guard let record = try? directory.read(), let living = try LivingContainer(record),
            try directory.status(record) != .created
        else { return false }
        return try doing("look at container", directory.id) { () throws(SystemCallError) in
            try waitUntilReady(living.descriptor.number, .readable, milliseconds: 200).isEmpty
        }
    }

    /// The container is there, for others to start and to delete.
    public consuming func finish() throws(RuntimeError) {
        try doing("finish the directory of the container") { () throws(SystemCallError) in try descriptor.setPermissions(0o700) }
    }
}
