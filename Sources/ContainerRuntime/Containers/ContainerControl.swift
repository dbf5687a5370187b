internal import Linux
public import OCISpecification

extension Container {
    /// Where it stands, asked of the kernel now.
    public func status() throws(RuntimeError) -> RuntimeStatus { try directory.status(try directory.read()) }

    /// Its state as the specification puts it, with the process number of its first process.
    public func state() throws(RuntimeError) -> RuntimeState {
        let record = try directory.read()
        return record.stateValue(try directory.status(record), "1.2.1")
    }

    /// Sends a signal to its first process, or to all of its control group. Where it has none, to the first process.
    ///
    /// Number 0 asks whether there is somebody to send to (kill(2)).
    public func signal(_ number: Int32, all: Bool = false) throws(RuntimeError) {
        let record = try directory.read()
        if all && !record.cgroupPath.isEmpty {
            // Without a pid namespace others may outlive the first process.
            return try RecordedGroups.signal(record.cgroupPath, number)
        }
        if all {
            RuntimeWarnings.add("container \(id) has no control group that names all its processes: the first alone gets the signal")
        }
        guard let living = try LivingContainer(record) else { throw notRunning("kill container") }
        do throws(SystemCallError) { try sendSignal(number, to: living.descriptor) } catch {
            if error.errno == .noProcess { throw notRunning("kill container") }
            throw RuntimeError(doing: "kill container", subject: id, cause: error)
        }
        // As runc does; what cannot be thawed now can be later.
        if number == SignalNumber.kill { _ = try? RecordedGroups.thawToDie(record.cgroupPath) }
    }

    /// Freezes all its processes.
    public func pause() throws(RuntimeError) { try setFrozen(true) }

    /// Lets the processes of a paused container go on.
    public func resume() throws(RuntimeError) { try setFrozen(false) }

    private func setFrozen(_ freezing: Bool) throws(RuntimeError) {
        let record = try directory.read()
        let status = try directory.status(record)
        guard freezing ? status == .running || status == .created : status == .paused else {
            throw RuntimeError(
                .wrongState, doing: freezing ? "pause container" : "resume container", subject: id,
                cause: "it is \(status.rawValue)")
        }
        try RecordedGroups.setFrozen(record.cgroupPath, freezing)
    }

    /// Changes its limits while it runs.
    public func update(_ resources: LinuxResources) throws(RuntimeError) {
        try RecordedGroups.update(directory.read().cgroupPath, resources)
    }

    /// The numbers of its processes, as the caller sees them.
    public func processes() throws(RuntimeError) -> [Int32] {
        try RecordedGroups.processes(directory.read().cgroupPath)
    }

    /// Waits for the end of its first process, and gives its exit status as a shell says it: 128 and the number of the signal that
    /// ended it. A child of the caller is reaped. Nil for another's child where the kernel does not tell (before 6.15), or where it
    /// had ended before.
    public func wait() throws(RuntimeError) -> Int32? {
        let record = try directory.read()
        let living = try LivingContainer(record)
        do throws(SystemCallError) {
            // Its number is not another's while it is our child and not reaped.
            if ProcessStart.of(record.pid)?.ticks == record.processStart {
                do throws(SystemCallError) { return try waitForChild(.process(record.pid))?.end.code } catch {
                    if error.errno != .noChild { throw error }
                }
            }
            guard let living else { return nil }
            _ = try waitUntilReady(living.descriptor.number, .readable, milliseconds: nil)
            return exitStatus(of: living.descriptor)
        } catch { throw RuntimeError(doing: "wait for container", subject: id, cause: error) }
    }

    func notRunning(_ doing: String) -> RuntimeError {
        RuntimeError(.wrongState, doing: doing, subject: id, cause: "container not running")
    }
}
