internal import ControlGroups
public import ContainerState
public import Linux

extension Engine {
    /// Starts a container that was created or has ended, without attaching. One that runs already is left alone.
    /// `notice` is told what the user should know.
    public func start(_ container: ContainerDirectory, notice: (String) -> Void = { _ in }) throws(EngineError) {
        switch try liveness(container) {
        case .running, .starting: return
        case .created, .exited: break
        }
        // Whoever asks for it later needs its record: a damaged one is told now.
        let requires = try record(container).request.requires
        if !requires.isEmpty { try startRequired(requires, before: [container.id]) }
        do throws(EngineError) {
            let client = try launch(container, hello: .hello(output: false, input: false))
            _ = try client.waitUntilStarted(notice: notice)
        } catch {
            // Another command has started it at the same time: then all is as wished.
            if case .running = try liveness(container) { return }
            throw error
        }
    }

    /// Starts a container and hands over the conversation with its monitor. `terminalSize` is that of the user's terminal.
    public func launch(
        _ container: ContainerDirectory, hello: AttachMessage, terminalSize: WindowSize? = nil
    ) throws(EngineError) -> MonitorClient {
        let plan = try plan(container)
        return try MonitorClient.spawn(
            container, program: runtimeProgram, hello: hello, group: plan.cgroupPath.isEmpty ? nil : monitorsUnit,
            standardStreams: plan.log.driver == .passthrough,
            preservedDescriptors: plan.preservedDescriptors, terminalSize: terminalSize)
    }

    /// Connects to a running container; one whose monitor is gone is adopted first.
    public func attach(_ container: ContainerDirectory, hello: AttachMessage) throws(EngineError) -> MonitorClient {
        for _ in 0..<50 {
            if let client = try MonitorClient.connect(container, hello: hello) { return client }
            switch try liveness(container) {
            case .running(_, supervised: false): try adopt(container)
            case .running, .starting: Linux.pause(nanoseconds: 2_000_000)  // it is about to listen
            case .created, .exited:
                throw EngineError(.notRunning, "the container \(container.id) is not running: you can only attach to running containers")
            }
        }
        throw EngineError(
            .system, "the monitor of \(container.id) does not answer on \(container.attachSocket). `apus inspect` tells its state")
    }

    /// Gives a running container whose monitor was killed a new one.
    public func adopt(_ container: ContainerDirectory) throws(EngineError) {
        let client = try MonitorClient.spawn(
            container, program: runtimeProgram, hello: .hello(output: false, input: false), group: monitorsUnit, adopts: true)
        var failure: EngineError?
        loop: while let message = try client.receive() {
            switch message {
            case .started, .exited: return
            case .failed(let code, let message):
                failure = EngineError(failure: code, message)
                break loop
            default: continue
            }
        }
        // It may have ended, or somebody else adopts it: then all is well.
        guard case .running(_, supervised: false) = try liveness(container) else { return }
        throw failure
            ?? EngineError(.system, "the monitor of \(container.id) ended at once: it was killed, or could not be executed")
    }

    /// Waits until the container has ended, for at most so long (nil: for ever). False when the time is over.
    /// With `run`, the end of that run alone counts: another command may start the container again at once.
    func waitForEnd(
        _ container: ContainerDirectory, of run: RunState? = nil, milliseconds: Int64? = nil
    ) throws(EngineError) -> Bool {
        let deadline = milliseconds.map { monotonicNanoseconds() + $0 * 1_000_000 }
        while true {
            switch try liveness(container) {
            case .created, .exited: return true
            case .running(let now, let supervised):
                if let run, !now.isSameRun(as: run) { return true }
                if !supervised { try adopt(container) }
            case .starting: break
            }
            // It is ending, or beginning, or another start's monitor has answered: look again.
            guard let client = try MonitorClient.connect(container, hello: .hello(output: false, input: false)),
                try run.map({ (run) throws(EngineError) in try isRunning(container, run) }) ?? true
            else {
                if let deadline, monotonicNanoseconds() > deadline { return false }
                Linux.pause(nanoseconds: 1_000_000)
                continue
            }
            while true {
                let left = deadline.map { CInt(clamping: max(0, ($0 - monotonicNanoseconds()) / 1_000_000)) }
                let number = client.socket.number
                let ready = try system("waiting for \(container.id)") { () throws(SystemCallError) in
                    try waitUntilReady(number, .readable, milliseconds: left)
                }
                if ready.isEmpty { return false }
                guard let message = try client.receive() else { break }
                if case .exited = message { return true }
                if case .failed = message { return true }
            }
        }
    }

    /// Whether this very start of the container goes on.
    func isRunning(_ container: ContainerDirectory, _ run: RunState) throws(EngineError) -> Bool {
        guard case .running(let now, _) = try liveness(container) else { return false }
        return now.isSameRun(as: run)
    }
}
