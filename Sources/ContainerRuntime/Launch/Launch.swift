public import Linux
internal import OCISpecification

/// A container being started: the left side of the bootstrap's diagram.
///
/// Between ``begin(_:prepare:)`` and ``waitUntilReady()`` its first process puts the root together, and the caller sets up what
/// it wants to in its namespaces. The process is a child of the caller, who waits for it in the end. Whatever throws
/// has killed the process, waited for it and removed its control groups.
public struct Launch: ~Copyable {
    public let pid: Int32
    public let pidfd: Descriptor
    /// The filter of system calls, for programs executed later; empty for none.
    public private(set) var filter: [UInt8] = []
    /// The container's own control group, below the hierarchy of every controller; empty when it has none.
    public var cgroupPath: String { groups.path }
    /// Directories of cache and memory bandwidth that were made for it.
    public private(set) var cacheGroups: [String] = []
    /// Where the container has no mount namespace of its own: how many mounts its root had before.
    public let rootMountsBefore: Int?
    private let channel: BootstrapChannel
    private let plan: LaunchPlan
    private var groups: ContainerGroups
    private let isInUnifiedGroup: Bool
    private var terminal: Descriptor?
    private var isPermitted = false

    init(
        pid: Int32, pidfd: consuming Descriptor, channel: consuming BootstrapChannel, plan: LaunchPlan,
        groups: ContainerGroups, isInUnifiedGroup: Bool
    ) {
        self.isInUnifiedGroup = isInUnifiedGroup
        rootMountsBefore = plan.rootMountsBefore
        self.pid = pid
        self.pidfd = pidfd
        self.channel = channel
        self.plan = plan
        self.groups = groups
        terminal = nil
    }

    /// Steps 1 to 6: the first process runs, is mapped and grouped, and assembles the root. `prepare` runs before
    /// there are control groups, and after the clone where they come after it.
    public static func begin(
        _ request: consuming LaunchRequest, prepare: () throws(RuntimeError) -> Void = {}
    ) throws(RuntimeError) -> Launch {
        let namespaces = try NamespacePlan(request.configuration)
        let plan = try LaunchPlan(request, namespaces: namespaces)
        let sources = try openSources(plan, namespaces)
        let resources = request.configuration.linux?.resources
        let cgroup = request.cgroup
        let inUserNamespace = plan.root.inUserNamespace
        let order = ContainerGroups.Order(cgroup)
        if case .after = order {} else { try prepare() }
        let groups = try ContainerGroups.make(
            order, cgroup, resources: resources, inUserNamespace: inUserNamespace)
        let streams = request.streams
        let release = request.releaseSocket
        var launch: Launch
        do throws(RuntimeError) {
            launch = try clone(
                plan, consume namespaces, sources: sources, streams: streams, release: release, groups)
        } catch {
            groups.removeAfterFailure()
            throw error
        }
        do throws(RuntimeError) {
            switch order {
            case .before: break
            case .around:
                launch.groups = try ContainerGroups.make(
                    cgroup, resources: resources, inUserNamespace: inUserNamespace, holdsProcess: true)
            case .after:
                try prepare()
                launch.groups = try ContainerGroups.make(
                    around: launch.pid, cgroup, resources: resources, inUserNamespace: inUserNamespace)
            }
        } catch {
            launch.abandon()
            throw error
        }
        do throws(RuntimeError) { try launch.furnish() } catch {
            // The first process may have said what is wrong before we noticed.
            let better = launch.reportOfFirstProcess() ?? error
            launch.abandon()
            throw better
        }
        return launch
    }

    /// Steps 4 to 6, on this side.
    private mutating func furnish() throws(RuntimeError) {
        if plan.created.contains(.user) {
            try IdentityMapping.write(users: plan.userRanges, groups: plan.groupRanges, of: pid)
            try tell(.mapped)
        }
        if !isInUnifiedGroup { try groups.addToUnified(pid) }
        if let (classes, root) = plan.cacheControl {
            cacheGroups = try CacheControl.enter(classes, root: root, process: pid)
        }
        if let owner = plan.groupOwner { try groups.delegate(to: owner) }
        let membership = try GroupMembership(groups)
        try tell(.grouped, groups.text, descriptors: membership.numbers)
        _ = consume membership
        if let program = try plan.compileFilter() {
            filter = program
            try tell(.filter, program)
        }
    }

    /// Waits until the container is complete up to its program. Runs prestart and createRuntime hooks on the way.
    public mutating func waitUntilReady() throws(RuntimeError) {
        ExecutableProtection.release()
        do throws(RuntimeError) {
            while true {
                guard var message = try channel.receive() else {
                    throw RuntimeError(
                        .lost, doing: "start container", subject: plan.id,
                        cause: "its first process died without saying why; see the kernel log for out-of-memory kills")
                }
                switch BootstrapMessage.Kind(rawValue: message.bytes[0]) {
                case .hooks:
                    if !plan.networkDevices.isEmpty { try NetworkDevices.move(plan.networkDevices, to: pid) }
                    let state = plan.state(process: pid, status: .creating)
                    try plan.hooks.run(.prestart, state: state)
                    try plan.hooks.run(.createRuntime, state: state)
                    try tell(.resumed)
                case .terminal: terminal = message.descriptors.take()
                case .ready: return
                default:
                    throw RuntimeError(
                        .lost, doing: "start container", subject: plan.id, cause: "message \(message.bytes[0])")
                }
            }
        } catch {
            fail()
            throw error
        }
    }

    /// The master of the container's terminal, once, after it is ready.
    public mutating func takeTerminal() -> Descriptor? { terminal.take() }

    /// With a release socket: the container stays as it is, whether we end or not, until it is started through it.
    public borrowing func leave() throws(RuntimeError) {
        do throws(RuntimeError) { try tell(.start) } catch {
            fail()
            throw error
        }
    }

    /// Lets the program run as soon as the container is complete, which ``waitUntilReady()`` and ``start()`` then only
    /// watch: for callers that have nothing to do in between, and written down the container already.
    public mutating func permitStart() throws(RuntimeError) {
        do throws(RuntimeError) { try tell(.start) } catch {
            fail()
            throw error
        }
        isPermitted = true
    }

    /// Lets the program run, and waits until it does. Then runs poststart hooks.
    public mutating func start() throws(RuntimeError) {
        do throws(RuntimeError) {
            if !isPermitted { try tell(.start) }
            try SeccompHandover.waitForProgram(channel, plan.id) { (listener) throws(RuntimeError) in
                try plan.listener?.hand(
                    listener, process: pid, state: plan.stateValue(process: pid, status: .creating))
            }
        } catch {
            fail()
            throw error
        }
        do throws(RuntimeError) {
            try plan.hooks.run(.poststart, state: plan.state(process: pid, status: .running))
        } catch {
            fail()
            throw error
        }
    }

    /// After the end of the program, which the caller has waited for: removes the control groups, killing what is left
    /// in them, and runs poststop hooks.
    public borrowing func finish() throws(RuntimeError) {
        try groups.remove()
        CacheControl.remove(cacheGroups)
        try removeSharedMounts()
        plan.hooks.runAll(.poststop, state: plan.state(process: 0, status: .stopped))
    }

    /// Kills the process, waits for it, and takes its control groups away.
    public borrowing func abandon() {
        // The first failure is the one to report; what cannot be undone here is undone by `delete`.
        _ = try? sendSignal(SignalNumber.kill, to: pidfd)
        _ = try? waitForChild(.descriptor(pidfd.number))
        groups.removeAfterFailure()
        CacheControl.remove(cacheGroups)
        // The failure before is the one to report.
        _ = try? removeSharedMounts()
    }

    private borrowing func removeSharedMounts() throws(RuntimeError) {
        guard let before = rootMountsBefore, case .directory(let path) = plan.root.root else { return }
        try MountNamespaceVisit.perform(MountNamespaceVisit.shared(by: plan.namespaces)) { () throws(RuntimeError) in
            try SharedMounts.remove(from: path, before: before)
        }
    }

    /// Ends a container whose hooks may have run: what they made, the poststop hooks take away (OCI runtime specification, "Lifecycle").
    private borrowing func fail() {
        abandon()
        plan.hooks.runAll(.poststop, state: plan.state(process: 0, status: .stopped))
    }

    private borrowing func reportOfFirstProcess() -> RuntimeError? {
        while true {
            do throws(RuntimeError) {
                guard (try waitBriefly()) != nil else { return nil }
            } catch { return error.code == .lost ? nil : error }
        }
    }

    /// The next message, if one is there already.
    private borrowing func waitBriefly() throws(RuntimeError) -> UInt8? {
        guard let ready = try? waitUntilReady(channel), ready else { return nil }
        guard let message = try channel.receive() else { return nil }
        return message.bytes[0]
    }

    private borrowing func waitUntilReady(_ channel: borrowing BootstrapChannel) throws(SystemCallError) -> Bool {
        try !Linux.waitUntilReady(channel.socket.number, .readable, milliseconds: 100).isEmpty
    }

    private borrowing func tell(
        _ kind: BootstrapMessage.Kind, _ payload: [UInt8] = [], descriptors: [CInt] = []
    ) throws(RuntimeError) {
        do throws(SystemCallError) { try channel.send(kind, payload, descriptors: descriptors) } catch {
            // It is gone: its last words say why.
            if error.errno == .brokenPipe || error.errno == .connectionReset, let report = reportOfFirstProcess() {
                throw report
            }
            throw RuntimeError(doing: "talk to the first process of container", subject: plan.id, cause: error)
        }
    }
}
