public import ContainerState
internal import Linux
internal import OCISpecification

extension Engine {
    /// Asks a container to end with its stop signal, and kills it when it has not ended after `timeout` seconds (nil: its
    /// own; negative: never kill). Answers false when it was not running.
    @discardableResult
    public func stop(_ container: ContainerDirectory, timeout: Int? = nil, signal: Int32? = nil) throws(EngineError) -> Bool {
        let run: RunState
        switch try settledLiveness(container, stopping: true) {
        case .running(let state, _): run = state
        case .starting:
            throw EngineError(
                .system, "the container \(container.id) is still being started after 10 seconds: `apus rm --force` ends that too")
        case .created, .exited: return false
        }
        let plan = try plan(container)
        try markStopRequested(container)
        try thaw(container, plan)
        // A hundred years are for ever, and can be counted in nanoseconds.
        let patience = min(timeout ?? plan.stopTimeout, 1 << 32)
        if patience != 0 {
            _ = try send(signal ?? plan.stopSignal, to: run)
            if try waitForEnd(container, of: run, milliseconds: patience < 0 ? nil : Int64(patience) * 1000) { return true }
        }
        _ = try send(SignalNumber.kill, to: run)
        guard try waitForEnd(container, of: run, milliseconds: 30_000) else {
            throw EngineError(
                .system,
                "the container \(container.id) (process \(run.pid)) was killed and has not ended within 30 seconds: "
                    + "it may wait for a disk or a network file system")
        }
        return true
    }

    /// Sends a signal to the first process of a running container.
    public func kill(_ container: ContainerDirectory, signal: Int32) throws(EngineError) {
        guard case .running(let run, _) = try liveness(container) else {
            throw EngineError(
                .notRunning, "can only kill running containers: \(container.id) is not running: container state improper")
        }
        if signal == SignalNumber.kill { try markStopRequested(container) }
        guard try send(signal, to: run) else {
            throw EngineError(.notRunning, "the container \(container.id) has just ended")
        }
        if signal == SignalNumber.kill { try thaw(container, plan(container)) }
    }

    /// From here on no restart policy applies.
    func markStopRequested(_ container: ContainerDirectory) throws(EngineError) {
        do throws(SystemCallError) { _ = try open(container.stopRequest, [.writeOnly, .create], mode: 0o600) } catch {
            if error.errno != .noEntry { throw EngineError("noting that \(container.id) is to stop", error) }
            // The run directory is gone: it has ended.
        }
    }

    /// Signals that very process; false when it is gone.
    func send(_ signal: Int32, to run: RunState) throws(EngineError) -> Bool {
        do throws(SystemCallError) {
            let process = try openProcess(run.pid)
            // The number may be another process's by now: look after it is held.
            guard ProcessIdentity.isAlive(pid: run.pid, start: run.processStart) else { return false }
            try sendSignal(signal, to: process)
            return true
        } catch {
            if error.errno == .noProcess { return false }
            throw EngineError("sending signal \(signal) to process \(run.pid)", error)
        }
    }

    /// The liveness once a start that is under way is over. With `stopping`, one that waits for its restart is told to stay.
    func settledLiveness(_ container: ContainerDirectory, stopping: Bool = false) throws(EngineError) -> Liveness {
        let deadline = monotonicNanoseconds() + 10_000_000_000
        while true {
            let now = try liveness(container)
            guard case .starting = now, monotonicNanoseconds() < deadline else { return now }
            if stopping { try markStopRequested(container) }
            Linux.pause(nanoseconds: 1_000_000)
        }
    }
}
