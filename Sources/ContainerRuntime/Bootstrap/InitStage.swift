internal import Linux
internal import OCISpecification
internal import Seccomp

/// The first process of a container on its way to the program: the right side of the bootstrap's diagram.
struct InitStage: ~Copyable {
    private let plan: LaunchPlan
    private var groups: ContainerGroups
    private let channel: BootstrapChannel
    private var sources: MountSources?
    private let streams: StandardStreams
    private let release: Descriptor?
    /// Who started the program through the release socket; told the outcome of the `execve`.
    private var connection: Descriptor?
    /// Which kinds of messages have come, as bits.
    private var seen: UInt32 = 0
    private var filter: SeccompProgram?

    init(
        _ plan: LaunchPlan, groups: ContainerGroups, channel: consuming BootstrapChannel,
        sources: consuming MountSources?, streams: consuming StandardStreams, release: consuming Descriptor?
    ) {
        self.plan = plan
        self.groups = groups
        self.channel = channel
        self.sources = sources
        self.streams = streams
        self.release = release
        connection = nil
    }

    /// Runs to the program, or tells what went wrong and ends.
    consuming func run(_ namespaces: consuming NamespacePlan) -> Never {
        CurrentProcess.setName("apus:init")
        ExecutableProtection.release()
        do throws(RuntimeError) { try proceed(namespaces) } catch {
            report(error)
            CurrentProcess.exit(error.exitStatus)
        }
    }

    /// To whoever started the program, else to whoever makes the container.
    private func report(_ error: RuntimeError) {
        let message = BootstrapMessage.failed(error)
        // Nobody may be there any more to be told.
        switch connection {
        case .some(let connection): _ = try? connection.send(message)
        case .none: _ = try? channel.socket.send(message)
        }
    }

    private mutating func proceed(_ namespaces: consuming NamespacePlan) throws(RuntimeError) -> Never {
        let created = namespaces.created
        try enterNamespaces(namespaces)
        let proc = try doing("open", "/proc") { () throws(SystemCallError) in try openProc() }
        if !plan.keepsKeyring && Safeguard.keyring.isOn { try makeKeyring() }
        CurrentProcess.setFileModeMask(0)
        let nullDevice = try doing("open", "/dev/null") { () throws(SystemCallError) in try open("/dev/null", .path) }

        // 6: the file system
        var assembly = try RootAssembly(plan.root, sources: sources.take())
        try assembly.mountAll { () throws(RuntimeError) in
            try take(.grouped)
            return ControlGroupMount(groups: groups, hasNamespace: created.contains(.cgroup))
        }
        let console: Console? = plan.process.terminal ? try assembly.openConsole() : nil
        try assembly.makeDevices(console: console)

        // 7, 8: hooks while the host's files are still in reach
        if plan.hooks.runsOutside || !plan.networkDevices.isEmpty {
            try doing("ask for hooks") { () throws(SystemCallError) in try channel.send(.hooks) }
            try take(.resumed)
        }
        if plan.hooks.contains(.createContainer) {
            // As runc and crun: these hooks begin in the root.
            try doing("enter the root for hooks") { () throws(SystemCallError) in try changeDirectory(to: assembly.root) }
        }
        try plan.hooks.run(.createContainer, state: plan.state(process: ownNumber(proc), status: .creating))
        if created.contains(.time) {
            try doing("make a time namespace") { () throws(SystemCallError) in
                try TimeOffsets.enter(plan.timeOffsets, proc: proc)
            }
        }
        try nameHost()
        for (name, value) in plan.kernelParameters {
            try doing("set linux.sysctl", "\(name)=\(value)") { () throws(SystemCallError) in
                try KernelParameters.write(name, value, proc: proc)
            }
        }
        let number = plan.hooks.contains(.startContainer) ? ownNumber(proc) : 0
        try assembly.protect(nullDevice: nullDevice)
        try assembly.enter()
        _ = consume assembly

        try takeStreams(console)
        if let persona = plan.personality {
            try doing("set linux.personality") { () throws(SystemCallError) in
                try CurrentProcess.setPersonality(persona)
            }
        }
        try plan.memoryPolicy?.apply()
        try take(.grouped)
        if created.contains(.cgroup) {
            try doing("make a cgroup namespace") { () throws(SystemCallError) in try unshareNamespaces(.cgroup) }
        }
        if plan.seccomp != nil { try take(.filter) }
        var entry = ProcessEntry(
            plan.process, proc: proc, filter: filter, preservedDescriptors: plan.preservedDescriptors)
        try entry.prepare()

        // 9, 10
        try doing("report") { () throws(SystemCallError) in try channel.send(.ready) }
        try waitForRelease()
        try plan.hooks.run(.startContainer, state: plan.state(process: number, status: .created))
        try entry.execute { (listener) throws(RuntimeError) in
            // To whoever lets the program start.
            switch connection {
            case .some(let connection): try SeccompHandover.send(listener, over: connection)
            case .none: try SeccompHandover.send(listener, over: channel.socket)
            }
        }
    }

    private func enterNamespaces(_ namespaces: borrowing NamespacePlan) throws(RuntimeError) {
        if namespaces.created.contains(.user) {
            // 4: until the maps are there we are nobody, and may not even be looked at by those who write them
            _ = try channel.expect(.mapped, from: "the identity maps")
            try doing("become root of the user namespace") { () throws(SystemCallError) in
                if !plan.process.keepsGroups { try NamespaceCredentials.setGroups([], proc: try openProc()) }
                try NamespaceCredentials.becomeRoot()
            }
        }
        try doing("hide the process") { () throws(SystemCallError) in
            if Safeguard.hidden.isOn { try CurrentProcess.setDumpable(false) }
        }
        if !namespaces.needsJoiningStage { try namespaces.join() }
        try doing("start a session") { () throws(SystemCallError) in try CurrentProcess.startSession() }
    }

    /// This process as the runtime's pid namespace numbers it, for the state that hooks read.
    private func ownNumber(_ proc: borrowing Descriptor) -> CInt {
        // A hook told 0 knows no less than one not run at all.
        guard let link = try? readSymlink("self", at: proc.number) else { return 0 }
        return CInt(link.display) ?? 0
    }

    private func openProc() throws(SystemCallError) -> Descriptor {
        let proc = try open("/proc", [.path, .directory])
        guard try proc.fileSystemType() == FileSystemMagic.proc else {
            throw SystemCallError(call: "fstatfs", subject: "/proc is no procfs", errno: .noSuchDevice)
        }
        return proc
    }

    private func makeKeyring() throws(RuntimeError) {
        do throws(SystemCallError) { try joinSessionKeyring("_ses.\(plan.id)") } catch {
            // A kernel without keys, a filter around the runtime, or a quota: the container then keeps no keys at all
            // of its own, and a key of the host is out of reach by its permissions.
            if [Errno.noSystemCall, .perm, .access].contains(error.errno) || error.errno.rawValue == 122 { return }
            throw RuntimeError(doing: "make a session keyring", cause: error)
        }
    }

    private func nameHost() throws(RuntimeError) {
        if let name = plan.hostName {
            try doing("set hostname", name) { () throws(SystemCallError) in try setHostName(name) }
        }
        if let name = plan.domainName {
            try doing("set domainname", name) { () throws(SystemCallError) in try setDomainName(name) }
        }
    }

    private func takeStreams(_ console: consuming Console?) throws(RuntimeError) {
        switch consume console {
        case .none:
            try doing("take the standard streams") { () throws(SystemCallError) in try streams.place() }
        case .some(let console):
            try doing("take the terminal") { () throws(SystemCallError) in
                try channel.send(.terminal, descriptors: [console.master.number])
                try console.takeOver(user: plan.process.user, size: plan.process.consoleSize)
            }
        }
    }

    /// Takes messages until one of this kind has come; what comes before it on the way is kept.
    private mutating func take(_ kind: BootstrapMessage.Kind) throws(RuntimeError) {
        while seen & 1 << UInt32(kind.rawValue) == 0 {
            guard var message = try channel.receive() else {
                throw RuntimeError(.lost, doing: "wait for the runtime", cause: "it ended")
            }
            seen |= 1 << UInt32(message.bytes[0])
            switch BootstrapMessage.Kind(rawValue: message.bytes[0]) {
            case .filter: filter = try FilterCompilation.decode(Array(message.bytes.dropFirst()))
            case .grouped: try enterGroups(&message)
            default: continue
            }
        }
    }

    /// 5: what follows is the container's to pay for.
    private mutating func enterGroups(_ message: inout ReceivedMessage) throws(RuntimeError) {
        // Some or all of them were made after us.
        let whole = try ContainerGroups(text: message.bytes.dropFirst())
        if whole.group != nil { groups = whole }
        try GroupMembership(groups, received: &message.descriptors).enter()
    }

    private mutating func waitForRelease() throws(RuntimeError) {
        // With a socket: the runtime has written down that we exist, and may end.
        try take(.start)
        switch release {
        case .some(let listener):
            connection = try doing("wait to be started") { () throws(SystemCallError) in
                let connection = try LocalSocket.accept(listener)
                try connection.send([BootstrapMessage.Kind.starting.rawValue])
                return connection
            }
        case .none: return
        }
    }
}
