internal import ControlGroups
internal import JSONText
public import Linux
internal import OCISpecification

/// Makes a container again from a checkpoint. The configuration says what it may have, the checkpoint what its processes were doing.
public struct Restore: ~Copyable {
    /// Of the first process, which is our child.
    public let pid: Int32
    public let pidfd: Descriptor
    private var terminal: Descriptor?

    /// The master of its terminal, once.
    public mutating func takeTerminal() -> Descriptor? { terminal.take() }

    /// Returns when the container runs. `directory` is made by the caller, who removes it when this throws.
    public static func begin(
        _ request: consuming LaunchRequest, from options: CheckpointOptions, in directory: RuntimeDirectory
    ) throws(RuntimeError) -> Restore {
        // criu mounts what it needs where its directories are, so these are opened in there.
        let home = try MountNamespaceHome()
        try home.leaveForNew()
        do throws(RuntimeError) {
            let restore = try inOwnNamespace(request, options, directory)
            try home.comeBack()
            return restore
        } catch {
            // The first failure is the one to report.
            _ = try? home.comeBack()
            throw error
        }
    }

    private static func inOwnNamespace(
        _ request: consuming LaunchRequest, _ options: CheckpointOptions, _ directory: RuntimeDirectory
    ) throws(RuntimeError) -> Restore {
        guard case .directory(let rootfs) = request.root else {
            throw .invalid("root", "layers cannot be restored: mount them first")
        }
        let plan = try LaunchPlan(request, namespaces: NamespacePlan(request.configuration))
        if plan.root.sharesMounts {
            throw RuntimeError(
                .unsupported, doing: "restore container", subject: plan.id, cause: "it needs a mount namespace of its own")
        }
        let folders = try CheckpointFolders(options, log: "restore.log", making: false)
        let criu = try CriuProgram()
        if options.networkLock != nil { try criu.require(31700, for: "--network-lock") }
        if options.securityProfile != nil { try criu.require(31600, for: "--lsm-profile") }
        if options.mountContext != nil { try criu.require(31600, for: "--lsm-mount-context") }
        let entered = try ExternalNamespaces.Entered(request.configuration)
        let filter = try plan.compileFilter() ?? []
        try keep(request.configuration, in: directory)
        var wanted = CriuOptions(
            imageDirectory: folders.images.number, workDirectory: folders.workNumber, logFile: folders.logName,
            root: "\(directory.path)/criu-root", asked: options)
        wanted.configurationFile = try CriuConfiguration.file(request.configuration.annotations)
        wanted.securityProfile = options.securityProfile ?? SecurityLabels.profile(of: plan.process)
        wanted.inherited = try StreamNames.replaced(in: options.images)
        wanted.joined = entered.joined
        for (index, namespace) in entered.inherited.enumerated() {
            wanted.inherited.append((namespace.name, CriuProcess.firstInherited + Int32(index)))
        }
        let root = RestoreRoot(path: wanted.root, rootfs: rootfs, mounts: plan.root.mounts)
        try doing("make", root.path) { () throws(SystemCallError) in try makeDirectory(root.path, mode: 0o700) }
        try root.prepare()
        let run = try criu.start(inheriting: entered.inherited.map { $0.number })
        var restoring = Restoring(plan: plan, directory: directory, rootfs: rootfs, bundle: request.bundle, filter: filter)
        do throws(RuntimeError) {
            restoring.groups = try groups(for: run.pid, request.cgroup, request.configuration)
            wanted.groupRoots = try groupRoots(of: run.pid)
            wanted.externalMounts = try ExternalMounts(plan, rootfs: rootfs, directory: directory, groups: restoring.groups).sources
            try run.proceed()
            _ = try run.ask(CriuRequest(.restore, wanted), log: folders.log) { (name, process, descriptors) throws(RuntimeError) in
                try restoring.hear(name, process, &descriptors, request.configuration)
            }
        } catch {
            run.abandon()
            restoring.abandon()
            throw error
        }
        try run.finish()
        // The mount goes with the namespace.
        try doing("unmount", root.path) { () throws(SystemCallError) in try unmount(root.path, detached: true) }
        try doing("remove", root.path) { () throws(SystemCallError) in try removeDirectory(root.path) }
        return try restoring.finish()
    }

    /// Before there are control groups, so that `delete` finds those of a container that was never finished.
    private static func keep(_ configuration: RuntimeConfiguration, in directory: RuntimeDirectory) throws(RuntimeError) {
        do {
            try open(directory.configurationPath, [.writeOnly, .create, .truncate, .noFollow], mode: 0o600)
                .write(try JSON.encode(configuration))
        } catch {
            throw RuntimeError(.refused, doing: "keep the configuration of container", subject: directory.id, cause: "\(error)")
        }
    }

    /// Made before criu is executed, which is in them with all that it makes.
    private static func groups(
        for process: Int32, _ request: CgroupRequest, _ configuration: RuntimeConfiguration
    ) throws(RuntimeError) -> ContainerGroups {
        let resources = configuration.linux?.resources
        if case .systemd = request.manager {
            return try ContainerGroups.make(around: process, request, resources: resources, inUserNamespace: false)
        }
        let groups = try ContainerGroups.make(request, resources: resources, inUserNamespace: false)
        do throws(ControlGroupError) { try groups.group?.add(process) } catch {
            groups.removeAfterFailure()
            throw RuntimeError(error)
        }
        return groups
    }

    /// What stands in the checkpoint for the container's own groups is replaced by these.
    private static func groupRoots(of process: Int32) throws(RuntimeError) -> [(controller: String, path: String)] {
        let rows: [ProcessGroups.Row]
        do throws(ControlGroupError) { rows = try ProcessGroups.of(process).rows } catch { throw RuntimeError(error) }
        var roots: [(controller: String, path: String)] = []
        for row in rows {
            for controller in row.options.parts(between: ",", keepingEmpty: true) { roots.append((String(controller), row.path)) }
        }
        return roots
    }

    fileprivate init(pid: Int32, pidfd: consuming Descriptor, terminal: consuming Descriptor?) {
        self.pid = pid
        self.pidfd = pidfd
        self.terminal = terminal
    }
}

/// A restore on its way: what criu's notifications bring.
private struct Restoring: ~Copyable {
    let plan: LaunchPlan
    let directory: RuntimeDirectory
    let rootfs: String
    let bundle: String
    let filter: [UInt8]
    var groups = ContainerGroups(group: nil)
    var pid: Int32 = 0
    private var pidfd: Descriptor?
    private var terminal: Descriptor?
    private var hooksRan = false
    private var cacheGroups: [String] = []

    init(plan: LaunchPlan, directory: RuntimeDirectory, rootfs: String, bundle: String, filter: [UInt8]) {
        self.plan = plan
        self.directory = directory
        self.rootfs = rootfs
        self.bundle = bundle
        self.filter = filter
    }

    mutating func hear(
        _ moment: String, _ process: Int32, _ descriptors: inout ReceivedDescriptors, _ configuration: RuntimeConfiguration
    ) throws(RuntimeError) {
        switch moment {
        case "setup-namespaces":
            hooksRan = true
            if !plan.networkDevices.isEmpty { try NetworkDevices.move(plan.networkDevices, to: process) }
            let state = plan.state(process: process, status: .creating)
            try plan.hooks.run(.prestart, state: state)
            try plan.hooks.run(.createRuntime, state: state)
        case "post-restore":
            pid = process
            pidfd = try doing("hold the restored process", "\(process)") { () throws(SystemCallError) in try openProcess(process) }
            if let (classes, root) = plan.cacheControl { cacheGroups = try CacheControl.enter(classes, root: root, process: process) }
            try remember(configuration)
        case "pre-resume":
            let sandbox = RestoredSandbox(plan: plan, process: pid)
            do throws(RuntimeError) {
                try protectRoot()
                try sandbox.check()
            } catch {
                sandbox.kill()
                throw error
            }
        case "orphan-pts-master": terminal = descriptors.take()
        default: return
        }
    }

    /// criu leaves the root as we have mounted it for it, which is so that it can be written.
    private func protectRoot() throws(RuntimeError) {
        if !plan.root.isReadOnly { return }
        let namespace: Descriptor? = try doing("open the mount namespace of process", "\(pid)") { () throws(SystemCallError) in
            try open("/proc/\(pid)/ns/mnt")
        }
        try MountNamespaceVisit.perform(namespace) { () throws(RuntimeError) in
            try doing("make the root read-only") { () throws(SystemCallError) in
                try open("/", [.path, .directory]).setMountAttributes(set: .readOnly)
            }
        }
    }

    private func remember(_ configuration: RuntimeConfiguration) throws(RuntimeError) {
        let hooks = configuration.hooks
        let boot: String
        do throws(SystemCallError) {
            if !filter.isEmpty {
                try open(directory.filterPath, [.writeOnly, .create, .truncate, .noFollow], mode: 0o600).write(filter)
            }
            boot = try ProcessStart.bootID()
        } catch { throw RuntimeError(doing: "write the record of container", subject: directory.path, cause: error) }
        var record = RuntimeRecord(
            id: plan.id, pid: pid, processStart: ProcessStart.of(pid)?.ticks ?? 0, bootID: boot, bundle: bundle, rootfs: rootfs,
            created: Timestamp.now.rfc3339Nano, owner: "\(Credentials.effectiveUser)", annotations: configuration.annotations ?? [:],
            cgroupPath: groups.path, hasLaterHooks: !(hooks?.poststart ?? []).isEmpty || !(hooks?.poststop ?? []).isEmpty)
        record.cacheGroups = cacheGroups
        record.guidesLaterPrograms = configuration.guidesLaterPrograms
        try directory.write(record)
    }

    private func kill() {
        switch pidfd {
        // It may have ended.
        case .some(let pidfd): _ = try? sendSignal(SignalNumber.kill, to: pidfd)
        case .none: return
        }
    }

    /// Takes away what there is of it. The first failure is the one to report.
    mutating func abandon() {
        kill()
        if pid > 0 { _ = try? waitForChild(.process(pid)) }
        groups.removeAfterFailure()
        CacheControl.remove(cacheGroups)
        if hooksRan { plan.hooks.runAll(.poststop, state: plan.state(process: 0, status: .stopped)) }
    }

    consuming func finish() throws(RuntimeError) -> Restore {
        guard let pidfd = pidfd.take() else {
            abandon()
            throw RuntimeError(.lost, doing: "restore container", subject: plan.id, cause: "criu names no first process")
        }
        return Restore(pid: pid, pidfd: pidfd, terminal: terminal.take())
    }
}
