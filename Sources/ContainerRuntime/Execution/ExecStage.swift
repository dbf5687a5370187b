internal import Linux
internal import OCISpecification
internal import Seccomp

/// The process that becomes a program in a running container: the right side of ``Execution``'s diagram.
struct ExecStage: ~Copyable {
    private let settings: ProcessSettings
    private var membership: GroupMembership?
    private let filter: SeccompProgram?
    private let personality: UInt?
    private let memoryPolicy: MemoryPolicyPlan?
    private let preservedDescriptors: Int
    private let channel: BootstrapChannel
    private let streams: StandardStreams

    init(
        _ settings: ProcessSettings, membership: consuming GroupMembership, filter: SeccompProgram?, personality: UInt?,
        memoryPolicy: MemoryPolicyPlan?, preservedDescriptors: Int, channel: consuming BootstrapChannel, streams: consuming StandardStreams
    ) {
        self.settings = settings
        self.membership = consume membership
        self.filter = filter
        self.personality = personality
        self.memoryPolicy = memoryPolicy
        self.preservedDescriptors = preservedDescriptors
        self.channel = channel
        self.streams = streams
    }

    /// Runs to the program, or tells what went wrong and ends.
    consuming func run(_ target: consuming ExecTarget) -> Never {
        CurrentProcess.setName("apus:exec")
        ExecutableProtection.release()
        do throws(RuntimeError) { try proceed(target) } catch {
            report(error)
            CurrentProcess.exit(error.exitStatus)
        }
    }

    private borrowing func report(_ error: RuntimeError) {
        // Nobody may be there any more to be told.
        _ = try? channel.socket.send(BootstrapMessage.failed(error))
    }

    private mutating func proceed(_ target: consuming ExecTarget) throws(RuntimeError) -> Never {
        let proc = try doing("open", "/proc") { () throws(SystemCallError) in try open("/proc", [.path, .directory]) }
        let (joins, changesUser) = (target.needsJoiningStage, target.changesUserNamespace)
        try SchedulingSettings.place(0, on: settings.scheduling.initialAffinity, "initial")
        if !joins { try enterGroups() }
        try target.enter()
        if joins {
            try becomeSibling(changesUser: changesUser)
            try enterGroups()
        }
        // Nothing that leads to the host stays open in here.
        _ = consume target
        try doing("start a session") { () throws(SystemCallError) in try CurrentProcess.startSession() }
        if settings.terminal {
            try openTerminal()
        } else {
            try doing("take the standard streams") { () throws(SystemCallError) in try streams.place() }
        }
        if let personality {
            try doing("set linux.personality") { () throws(SystemCallError) in
                try CurrentProcess.setPersonality(personality)
            }
        }
        try memoryPolicy?.apply()
        var entry = ProcessEntry(
            settings, proc: proc, filter: filter, preservedDescriptors: preservedDescriptors)
        try entry.prepare()
        _ = try channel.expect(.grouped, from: "the runtime")
        try SchedulingSettings.place(0, on: settings.scheduling.finalAffinity, "final")
        try entry.execute { (listener) throws(RuntimeError) in
            try SeccompHandover.send(listener, over: channel.socket)
        }
    }

    /// What follows is the container's to pay for.
    private mutating func enterGroups() throws(RuntimeError) {
        try membership?.enter()
        membership = nil
    }

    /// A pid namespace is entered by children only; this one becomes a child of the runtime, as we are.
    private borrowing func becomeSibling(changesUser: Bool) throws(RuntimeError) {
        let made = try doing("make a process in the container") { () throws(SystemCallError) in
            try cloneProcess(asSibling: true)
        }
        switch consume made {
        case .child:
            if !changesUser { return }
            try doing("become root of the user namespace") { () throws(SystemCallError) in
                try NamespaceCredentials.becomeRoot()
            }
        case .parent(let process, let descriptor):
            try doing("tell the runtime of the process") { () throws(SystemCallError) in
                try channel.send(.process, BootstrapMessage.number(process), descriptors: [descriptor.number])
            }
            CurrentProcess.exit(0)
        }
    }

    private borrowing func openTerminal() throws(RuntimeError) {
        let console = try doing("open a terminal in the container") { () throws(SystemCallError) in
            let root = try open("/", [.path, .directory])
            return try Console(root: root, hasTerminals: true)
        }
        try doing("take the terminal") { () throws(SystemCallError) in
            try channel.send(.terminal, descriptors: [console.master.number])
            try console.takeOver(user: settings.user, size: settings.consoleSize)
        }
    }
}
