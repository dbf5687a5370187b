internal import ContainerState
internal import Linux
internal import OCISpecification

/// The files of one container, held for a command: of a running one as its processes see them, of a resting one its
/// root file system mounted for us alone.
final class ContainerFiles {
    let container: ContainerDirectory
    let tree: FileTree
    /// How ids of the container are outside: of its processes, of what is mounted in it, of all files while it runs.
    let ids: IdentityMap
    /// How they are in the root file system.
    private let root: IdentityMap
    private let user: (user: UInt32, group: UInt32)
    private let lock: FilesLock?
    /// With whose ids files have to be made, where only those of the container's users can.
    private let maker: FileSystemIdentity?

    private init(
        _ container: ContainerDirectory, _ tree: FileTree, _ configuration: RuntimeConfiguration,
        hasOwnIDs: Bool, isRunning: Bool, lock: FilesLock?
    ) {
        self.container = container
        self.tree = tree
        self.lock = lock
        ids = IdentityMap(configuration.linux)
        // At rest nothing maps the owners of a root that has the container's own ids.
        root = hasOwnIDs && !isRunning ? .unchanged : ids
        let user0 = ids.outside(user: 0, group: 0)
        maker = hasOwnIDs && isRunning ? FileSystemIdentity(user: user0.user, group: user0.group) : nil
        let user = configuration.process?.user
        self.user = (user?.uid ?? 0, user?.gid ?? 0)
    }

    /// How the container's ids are at a place, as the engine numbers them.
    func ids(at place: FilePlace) -> IdentityMap { place.isMounted ? ids : root }

    /// Whom the container's process runs as, as the engine numbers it at a place.
    func owner(at place: FilePlace) -> (user: UInt32, group: UInt32) {
        ids(at: place).outside(user: user.user, group: user.group)
    }

    static func open(_ container: ContainerDirectory, engine: Engine, writable: Bool) throws(EngineError)
        -> ContainerFiles
    {
        let configuration = try engine.configuration(container)
        let plan = try engine.plan(container).root
        for _ in 0..<100 {
            if case .running(let run, _) = try engine.settledLiveness(container) {
                guard let root = try running(run) else { continue }
                return ContainerFiles(
                    container, FileTree(root: root), configuration, hasOwnIDs: plan.mapsOwners ?? false,
                    isRunning: true, lock: nil)
            }
            // From here on the lock file must not be opened again: see FilesLock.
            let lock = writable ? try FilesLock.take(container) : nil
            if writable && lock == nil { continue }
            let root =
                writable
                ? try DetachedRoot.writable(plan, rootless: engine.host.rootless)
                : try DetachedRoot.readable(plan, rootless: engine.host.rootless)
            var tree = FileTree(root: TreeDirectory(root))
            let mounts = try engine.record(container).mounts
            for mount in mounts where mount.kind == .bind || mount.kind == .volume {
                tree.mounts.append((mount.destination, mount.source, mount.options.contains("ro")))
            }
            return ContainerFiles(
                container, tree, configuration, hasOwnIDs: plan.mapsOwners ?? false, isRunning: false, lock: lock)
        }
        throw EngineError(.system, "the container \(container.id) starts and ends too quickly to look at its files")
    }

    /// Does something that makes files in the container.
    func making(_ body: () throws(EngineError) -> Void) throws(EngineError) {
        guard let maker else { return try body() }
        let outcome: Result<Void, EngineError>
        do throws(SystemCallError) { outcome = try maker.use(body) } catch {
            throw EngineError("making files as root of the container \(container.id)", error)
        }
        try outcome.get()
    }

    /// The root of that very process; nil when it is gone.
    private static func running(_ run: RunState) throws(EngineError) -> TreeDirectory? {
        do throws(SystemCallError) {
            let root = try Linux.open("/proc/\(run.pid)/root", [.path, .directory])
            // The number may be another process's by now: look after it is held.
            guard ProcessIdentity.isAlive(pid: run.pid, start: run.processStart) else { return nil }
            return TreeDirectory(root)
        } catch {
            if error.errno == .noEntry || error.errno == .noProcess { return nil }
            throw EngineError("opening the root of process \(run.pid)", error)
        }
    }
}
