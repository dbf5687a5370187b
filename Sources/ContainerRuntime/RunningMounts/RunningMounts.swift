internal import Linux
public import OCISpecification

/// Mounts something in a container that runs, or takes it away, as crun's `mounts` does.
///
/// A process of its own does it in the namespaces of the container, with the rights of the runtime: what is to be mounted is opened
/// before it enters, and every place there is walked to below the container's root.
public enum RunningMounts {
    /// `mounts` are as in `config.json`; relative sources start at the bundle.
    public static func add(_ mounts: [Mount], to directory: RuntimeDirectory) throws(RuntimeError) {
        let record = try directory.read()
        let plan = try plan(mounts, directory, record)
        var opened: MountSources? = try MountSources(of: plan.mounts)
        try inside(record) { (root) throws(RuntimeError) in
            guard let sources = opened.take() else { return }
            var assembly = RootAssembly(inside: plan, sources: sources, root: root)
            try assembly.mountAll { () throws(RuntimeError) in
                throw .unsupported("mounts", "control groups are mounted when a container is made")
            }
        }
    }

    /// Of `mounts` the destinations count. What lies on top there goes, the last first.
    public static func remove(_ mounts: [Mount], from directory: RuntimeDirectory) throws(RuntimeError) {
        let record = try directory.read()
        for (index, mount) in mounts.enumerated() where !mount.destination.hasPrefix("/") {
            throw .invalid("mounts[\(index)].destination", "\"\(mount.destination)\" is not an absolute path")
        }
        let proc = try doing("open", "/proc") { () throws(SystemCallError) in try open("/proc", [.path, .directory]) }
        try inside(record) { (root) throws(RuntimeError) in
            for mount in mounts.reversed() {
                do throws(SystemCallError) {
                    let target = try open(mount.destination, in: root, .path)
                    // By descriptor, through the host's procfs: the container's own need not be one.
                    try changeDirectory(to: proc)
                    try unmount("self/fd/\(target.number)", detached: true, followingLinks: true)
                } catch {
                    throw RuntimeError(
                        doing: "unmount", subject: mount.destination,
                        cause: error.errno == .invalid ? "nothing is mounted there" : error.errno.words)
                }
            }
        }
    }

    private static func plan(
        _ mounts: [Mount], _ directory: RuntimeDirectory, _ record: RuntimeRecord
    ) throws(RuntimeError) -> RootPlan {
        var configuration = try directory.configuration()
        configuration.mounts = mounts
        let inUserNamespace = configuration.linux?.namespaces?.contains { $0.type == "user" } == true
        let plan = try RootPlan(
            configuration, root: .directory(path: record.rootfs), bundle: record.bundle, inUserNamespace: inUserNamespace,
            pivots: true)
        for mount in plan.mounts where mount.owners != nil {
            throw .unsupported("mounts[\(mount.index)].uidMappings", "owners are mapped when a container is made")
        }
        return plan
    }

    /// Runs `body` with the root of the container, in a child that is in its namespaces.
    private static func inside(
        _ record: RuntimeRecord, _ body: (consuming Descriptor) throws(RuntimeError) -> Void
    ) throws(RuntimeError) {
        guard let living = try LivingContainer(record) else {
            throw RuntimeError(.wrongState, doing: "mount in container", subject: record.id, cause: "container not running")
        }
        let target = try ExecTarget(living)
        let pair = try doing("make a socket") { () throws(SystemCallError) in try LocalSocket.pair(.sequencedPackets) }
        try target.enterForChildren()
        let side: CloneSide
        do throws(SystemCallError) { side = try cloneProcess() } catch {
            try target.leave()
            throw RuntimeError(doing: "make a process that mounts", cause: error)
        }
        switch consume side {
        case .child:
            let channel = BootstrapChannel(socket: pair.keepingSecond())
            CurrentProcess.setName("apus:mount")
            do throws(RuntimeError) {
                try doing("hide the process") { () throws(SystemCallError) in try CurrentProcess.setDumpable(false) }
                try target.enterWithOwnRights()
                let root = try doing("open the root of the container") { () throws(SystemCallError) in
                    try open("/", [.path, .directory])
                }
                CurrentProcess.setFileModeMask(0)
                try body(root)
                try doing("report") { () throws(SystemCallError) in try channel.send(.ready) }
            } catch {
                _ = try? channel.socket.send(BootstrapMessage.failed(error))  // nobody may be there to be told
            }
            CurrentProcess.exit(0)
        case .parent(_, let descriptor):
            try target.leave()
            let channel = BootstrapChannel(socket: pair.keepingFirst())
            defer { _ = try? waitForChild(.descriptor(descriptor.number)) }  // its last word counts
            _ = try channel.expect(.ready, from: "the process that mounts")
        }
    }
}
