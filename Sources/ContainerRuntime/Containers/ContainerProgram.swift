public import Linux
public import OCISpecification

extension Container {
    /// Runs another program in the container, as its configuration runs the first: same user, environment, rights and filter.
    ///
    /// The calling program has one thread, and has called ``ExecutableProtection/ensure()``. The program is its child.
    public func execute(
        _ arguments: [String], streams: consuming StandardStreams = StandardStreams()
    ) throws(RuntimeError) -> ContainerProgram {
        guard var process = try directory.configuration().process else {
            throw RuntimeError(
                .invalidConfiguration, doing: "exec in container", subject: id, cause: "its configuration has no process")
        }
        process.args = arguments
        process.terminal = false
        return try execute(process, streams: streams)
    }

    /// Runs another program in the container, described as in a `process.json`.
    public func execute(
        _ process: ProcessConfiguration, streams: consuming StandardStreams = StandardStreams()
    ) throws(RuntimeError) -> ContainerProgram {
        try CallingProgram.check()
        let record = try directory.read()
        guard let living = try LivingContainer(record) else { throw notRunning("exec in container") }
        if try RecordedGroups.isFrozen(record.cgroupPath) {
            throw RuntimeError(.wrongState, doing: "exec in container", subject: id, cause: "it is paused; resume it first")
        }
        let path = record.cgroupPath
        var request = ExecRequest(
            container: living, process: process, streams: streams,
            cgroup: CgroupRequest(path: path, manager: path.isEmpty ? .disabled : .cgroupfs))
        request.filter = try directory.filter()
        try request.follow(directory, record)
        return ContainerProgram(try Execution.begin(request))
    }
}

/// A program that ``Container/execute(_:streams:)-(ProcessConfiguration,_)`` has started.
public struct ContainerProgram: ~Copyable {
    private var execution: Execution

    init(_ execution: consuming Execution) { self.execution = execution }

    /// As the caller sees it.
    public var pid: Int32 { execution.pid }

    /// The master of its terminal, once, if `terminal` asked for one.
    public mutating func takeTerminal() -> Descriptor? { execution.takeTerminal() }

    public borrowing func signal(_ number: Int32) throws(RuntimeError) {
        try doing("signal process", "\(pid)") { () throws(SystemCallError) in try sendSignal(number, to: execution.pidfd) }
    }

    /// Waits for its end, and gives its exit status as a shell says it.
    public consuming func wait() throws(RuntimeError) -> Int32 {
        let end = try doing("wait for process", "\(execution.pid)") { () throws(SystemCallError) in
            try waitForChild(.descriptor(execution.pidfd.number))
        }
        guard let end else { throw RuntimeError(.lost, doing: "wait for process", subject: "\(execution.pid)", cause: "it has not ended") }
        return end.end.code
    }
}
