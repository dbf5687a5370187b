internal import ContainerNetworking
internal import ContainerState
internal import Linux

/// The quiet half of a monitor: parent of the container and of the worker. It launches, waits, and forks a new worker when
/// one is killed; what has to outlive the worker is open here.
final class Keeper {
    let container: ContainerDirectory
    private var client: Descriptor?
    private var restarts = 0

    private let terminalSize: WindowSize?
    private let hello: UInt64
    private var preparedNetwork: NetworkNamespace?
    private let place: MonitorPlace

    /// `hello`: what the command that waits for us has said already; see ``SharedLayout/hello``.
    init(
        _ container: ContainerDirectory, terminalSize: WindowSize? = nil, hello: UInt64 = 0,
        preparedNetwork: consuming NetworkNamespace? = nil, place: MonitorPlace = MonitorPlace()
    ) {
        self.place = place
        self.container = container
        self.hello = hello
        self.preparedNetwork = preparedNetwork
        self.terminalSize = terminalSize
    }

    func run(adopts: Bool) -> Int32 {
        do throws(MonitorFailure) {
            let shared = try prepare(adopts: adopts)
            if adopts {
                try Adoption.take(shared)
            } else {
                shared.terminalSize = terminalSize
                shared.preparedNetwork = preparedNetwork.take()
                shared.shared[cell: SharedLayout.hello] = hello
                try launch(shared)
            }
            while true {
                switch try supervise(shared) {
                case .finished: return 0
                case .startAgain:
                    restarts += 1
                    shared.closeLaunch()
                    // It was told of the end of the run that it was attached to.
                    shared.firstClient = nil
                    do throws(MonitorFailure) { try launch(shared) } catch {
                        recordFailure(error, shared)
                        return 0
                    }
                }
            }
        } catch {
            tell(error)
            return Int32(error.code)
        }
    }

    private func prepare(adopts: Bool) throws(MonitorFailure) -> Supervision {
        do throws(SystemCallError) { client = try Descriptor.inherited(Monitor.clientDescriptor) } catch {
            throw MonitorFailure("taking over the command's socket", error)
        }
        Self.detach()
        let lock: Descriptor
        do throws(SystemCallError) {
            try CurrentProcess.setSubreaper(true)
            lock = try MonitorLock.take(container)
        } catch {
            if error.errno == .busy {
                throw MonitorFailure(code: 125, "the container \(container.id) is already running")
            }
            throw MonitorFailure("preparing the monitor of \(container.id)", error)
        }
        return try prepare(lock: lock, adopts: adopts)
    }

    /// Whoever started us may end, log out or be interrupted: that is not the container's affair.
    static func detach() {
        // Already the leader of a session: then nothing is to be done.
        _ = try? CurrentProcess.startSession()
        // None of them can fail: they are signals that may be ignored.
        for signal in ignored { _ = try? SignalSet.setAction(of: signal, ignoring: true) }
    }

    private static let ignored = [
        SignalNumber.hangUp, SignalNumber.interrupt, SignalNumber.quit, SignalNumber.terminate, SignalNumber.pipe,
    ]

    private func prepare(lock: consuming Descriptor, adopts: Bool) throws(MonitorFailure) -> Supervision {
        do throws(StateError) {
            guard let plan = try RecordFile.read(LaunchPlan.self, from: container.plan) else {
                // Made by taking the lock; the error is the one to report.
                _ = try? container.removeRunDirectory(holding: lock)
                throw StateError(.notFound, "the container \(container.id) has no \(container.plan): it was removed meanwhile")
            }
            do throws(SystemCallError) {
                if !adopts {
                    // Left by a monitor that was killed.
                    if try exists(container.stopRequest) { try removeFile(container.stopRequest) }
                    var isLeft = try exists(container.attachSocket)
                    if isLeft { try removeFile(container.attachSocket) }
                    if !isLeft { isLeft = try LeftoverRun.isThere(container) }
                    if isLeft { try LeftoverRun.remove(container) }
                } else if try exists(container.attachSocket) {
                    try removeFile(container.attachSocket)
                }
                try placePreserved(plan.preservedDescriptors)
                let listener = try LocalSocket.listen(.sequencedPackets, at: container.attachSocket)
                let bootID = try BootIdentity.current()
                return try Supervision(
                    container: container, plan: plan, bootID: bootID, lock: lock, listener: listener,
                    firstClient: client.take())
            } catch { throw StateError("preparing \(container.runPath)", error) }
        } catch { throw MonitorFailure(code: 125, error.message) }
    }

    /// The command's descriptors came one number higher than the container is to have them: our socket stood before them.
    private func placePreserved(_ count: Int) throws(SystemCallError) {
        guard count > 0 else { return }
        if let socket = client.take() { client = try socket.duplicate(atLeast: CInt(count) + 16) }
        for number in 0..<CInt(count) { try placeDescriptor(4 + number, at: 3 + number) }
    }

    private func launch(_ shared: Supervision) throws(MonitorFailure) {
        shared.restartCount = restarts
        shared.notices = []
        shared.displacement = place.failure
        if restarts == 0, let failure = place.failure {
            shared.notices.append("the container may end with this login session or service: \(failure)")
        }
        do throws(MonitorFailure) { try Launching(shared).run() } catch {
            LaunchUndo.run(shared)
            throw MonitorFailure(code: error.code, error.message, client: shared.firstClient.take())
        }
        if !shared.notices.isEmpty { tell(shared.notices, shared) }
        trimHeap()
    }

    /// Tells the command that started us; nobody else was there to ask for it.
    private func tell(_ notices: [String], _ shared: Supervision) {
        guard let socket = shared.firstClient.take() else { return }
        // One that does not listen misses words that are not needed to go on.
        for text in notices { _ = try? socket.send(AttachMessage.notice(text).packet, nonBlocking: true) }
        shared.firstClient = consume socket
    }

    /// Forks workers until one has done its work.
    private func supervise(_ shared: Supervision) throws(MonitorFailure) -> Worker.Outcome {
        var rest: Int64 = 1_000_000
        while true {
            let began = monotonicNanoseconds()
            let worker = try fork(shared)
            if let outcome = try wait(for: worker, shared) { return outcome }
            // Killed, or failed. One that fails at once again and again must not make the machine busy.
            rest = monotonicNanoseconds() - began > 1_000_000_000 ? 1_000_000 : min(rest * 2, 1_000_000_000)
            pause(nanoseconds: rest)
        }
    }

    private func fork(_ shared: Supervision) throws(MonitorFailure) -> Int32 {
        let keeper = CurrentProcess.identifier
        do throws(SystemCallError) {
            switch try cloneProcess() {
            case .child: CurrentProcess.exit(WorkerProcess.run(shared, keeper: keeper))
            case .parent(let process, _): return process
            }
        } catch { throw MonitorFailure("starting the worker of \(container.id)", error) }
    }

    /// Waits for children until the worker has ended; nil when it was killed.
    private func wait(for worker: Int32, _ shared: Supervision) throws(MonitorFailure) -> Worker.Outcome? {
        while true {
            let child: (process: CInt, end: ProcessEnd)?
            do throws(SystemCallError) { child = try waitForChild(.any) } catch {
                throw MonitorFailure("waiting for the children of \(container.id)", error)
            }
            guard let child else { continue }
            if child.process == shared.process { shared.recordEnd(code: child.end.code) }
            if child.process == worker {
                if case .exited(let code) = child.end, let outcome = Worker.Outcome(rawValue: code) { return outcome }
                return nil
            }
            if shared.shared[cell: SharedLayout.inputEnded] == 1 { shared.input = nil }
            // Anything else was left to us, the subreaper, by the container or a helper of it.
        }
    }

    private func tell(_ failure: MonitorFailure) {
        let packet = AttachMessage.failed(code: failure.code, message: failure.message).packet
        if let socket = client.take() {
            _ = try? socket.send(packet)  // the command is gone: nobody is left to be told
        } else if failure.sent == false {
            Monitor.complain(failure.message)
        }
    }

    /// A restart that failed: the container stays ended, the reason is in its record.
    private func recordFailure(_ failure: MonitorFailure, _ shared: Supervision) {
        let record = ExitRecord(
            code: Int32(failure.code), startedAt: shared.startedAt, error: failure.message, restartCount: restarts)
        _ = try? RecordFile.write(record, to: container.exit, bootID: shared.bootID)  // nobody is left to be told
        _ = try? container.removeRunDirectory(holding: shared.lock)
    }
}

/// The worker's process: what it does, and that nothing of it escapes.
enum WorkerProcess {
    static func run(_ shared: Supervision, keeper: Int32) -> Int32 {
        CurrentProcess.setName("apus-worker")
        do throws(SystemCallError) {
            _ = try RecordLock.take(shared.lock, start: MonitorLock.worker, length: 1)
            return try Worker(shared, keeperProcess: keeper).run().rawValue
        } catch {
            Monitor.complain("apus-runtime monitor: \(shared.container.id): \(error)")
            return 1
        }
    }
}
