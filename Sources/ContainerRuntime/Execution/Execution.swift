public import Linux
internal import OCISpecification

/// A program being run in a container that runs already.
///
///   R runtime or monitor                                  "apus:exec" (E), the program to be
///   ──────────────────────────────────────────────        ───────────────────────────────────────────
///   1 check the process, look up the container
///   2 enter its pid namespace for children
///   3 clone3 ───────────────────────────────────────────> 3 E: setns of all the others in one call
///     (as a user: J enters everything and makes E as its sibling, as in the bootstrap)
///   4 (E was made in the group of version 2)              4 E: enters the groups of version 1; terminal, limits, user, look-up of the program
///     <── terminal(master) ────────────────────────────   4
///     ── grouped ──────────────────────────────────────>  5 E: seccomp, capabilities, execve
///     <── end of file: the program runs ───────────────
///     <── failed: it does not
///
/// What E opens below the container's root may be hostile: it opens nothing there but the terminal, by descriptor.
public struct Execution: ~Copyable {
    public let pid: Int32
    public let pidfd: Descriptor
    private var terminal: Descriptor?

    /// Returns when the program runs; throws what kept it from running, its process waited for.
    public static func begin(_ request: consuming ExecRequest) throws(RuntimeError) -> Execution {
        let settings = try ProcessSettings(request.process, annotations: request.annotations)
        let filter = try FilterCompilation.decode(request.filter)
        // E shares our memory image with whoever looks into it from inside the container.
        try doing("hide the process") { () throws(SystemCallError) in
            if Safeguard.hidden.isOn { try CurrentProcess.setDumpable(false) }
        }
        let first = request.container.pid
        let target = try ExecTarget(request.container)
        let groups = try ContainerGroups.find(request.cgroup).with(request.controllerGroups)
        let pair = try doing("make the bootstrap's socket") { () throws(SystemCallError) in
            try LocalSocket.pair(.sequencedPackets)
        }
        let membership = try GroupMembership(groups)
        if !target.needsJoiningStage { try target.enterForChildren() }
        // On CPUs of its own it has to be before it is in the group.
        var directory = settings.scheduling.initialAffinity == nil ? try groups.directoryForClone() : nil
        let side: CloneSide
        do throws(RuntimeError) {
            side = try Launch.clone([], into: &directory) { () throws(RuntimeError) in
                try ContainerGroups.innerDirectory(of: first)
            }
        } catch {
            if !target.needsJoiningStage { try target.leave() }
            throw error
        }
        switch consume side {
        case .child:
            let stage = ExecStage(
                settings, membership: membership, filter: filter, personality: request.personality,
                memoryPolicy: request.memoryPolicy, preservedDescriptors: request.preservedDescriptors,
                channel: BootstrapChannel(socket: pair.keepingSecond()),
                streams: request.streams)
            stage.run(target)
        case .parent(let process, let descriptor):
            let joins = target.needsJoiningStage
            if !joins { try target.leave() }
            let channel = BootstrapChannel(socket: pair.keepingFirst())
            var execution =
                joins
                ? try receive(channel, of: descriptor) : Execution(pid: process, pidfd: descriptor)
            let isInUnifiedGroup = Launch.number(of: directory) != nil
            try execution.finish(
                channel, groups, isInUnifiedGroup: isInUnifiedGroup, initialAffinity: settings.scheduling.initialAffinity,
                listener: request.listener)
            return execution
        }
    }

    private init(pid: Int32, pidfd: consuming Descriptor) {
        self.pid = pid
        self.pidfd = pidfd
        terminal = nil
    }

    /// The master of the program's terminal, once.
    public mutating func takeTerminal() -> Descriptor? { terminal.take() }

    private static func receive(
        _ channel: borrowing BootstrapChannel, of joining: borrowing Descriptor
    ) throws(RuntimeError) -> Execution {
        let first = try Launch.receiveFirstProcess(channel, of: joining)
        return Execution(pid: first.pid, pidfd: first.descriptor)
    }

    private mutating func finish(
        _ channel: borrowing BootstrapChannel, _ groups: ContainerGroups, isInUnifiedGroup: Bool,
        initialAffinity: [UInt8]?, listener: (agent: SeccompListener, state: RuntimeState)?
    ) throws(RuntimeError) {
        do throws(RuntimeError) {
            if !isInUnifiedGroup {
                try SchedulingSettings.place(pid, on: initialAffinity, "initial")
                try groups.addToUnified(pid)
            }
            do throws(SystemCallError) { try channel.send(.grouped) } catch {
                // It is gone: its last words, next, say why.
                if error.errno != .brokenPipe {
                    throw RuntimeError(doing: "talk to the program's process", cause: error)
                }
            }
            ExecutableProtection.release()
            var master: Descriptor?
            defer { terminal = master.take() }
            try SeccompHandover.waitForProgram(channel, "\(pid)") { (descriptor) throws(RuntimeError) in
                guard let (agent, state) = listener else {
                    throw RuntimeError(
                        .lost, doing: "hand over the seccomp listener", subject: "\(pid)", cause: "there is no agent")
                }
                try agent.hand(descriptor, process: pid, state: state)
            } other: { message in
                master = message.descriptors.take()
                return message.bytes[0] == BootstrapMessage.Kind.terminal.rawValue
            }
        } catch {
            // The first failure is the one to report.
            _ = try? sendSignal(SignalNumber.kill, to: pidfd)
            _ = try? waitForChild(.descriptor(pidfd.number))
            throw error
        }
    }
}
