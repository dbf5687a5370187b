internal import ContainerState
internal import Linux
internal import OCISpecification

/// The files of one container, held for a command: of a running one as its processes see them, of a resting one its
/// root file system mounted for us alone.
final class ContainerFiles {
    let container: ContainerDirectory
    let tree: FileTree
    let ids: IdentityMap
    /// Whom the container's process runs as, as the engine numbers it.
    let owner: (user: UInt32, group: UInt32)
    private let lock: FilesLock?

    private init(
        _ container: ContainerDirectory, _ tree: FileTree, _ configuration: RuntimeConfiguration, lock: FilesLock?
    ) {
        self.container = container
        self.tree = tree
        self.lock = lock
        ids = IdentityMap(configuration.linux)
        let user = configuration.process?.user
        owner = ids.outside(user: user?.uid ?? 0, group: user?.gid ?? 0)
    }

    static func open(_ container: ContainerDirectory, engine: Engine, writable: Bool) throws(EngineError)
        -> ContainerFiles
    {
        let configuration = try engine.configuration(container)
        for _ in 0..<100 {
            if case .running(let run, _) = try engine.settledLiveness(container) {
                guard let root = try running(run) else { continue }
                return ContainerFiles(container, FileTree(root: root), configuration, lock: nil)
            }
            let plan = try engine.plan(container).root
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
            return ContainerFiles(container, tree, configuration, lock: lock)
        }
        throw EngineError(.system, "the container \(container.id) starts and ends too quickly to look at its files")
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
