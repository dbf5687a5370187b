internal import ContainerState
internal import Linux

/// The busy half of a monitor: moves output and input, serves clients, records the end. It may be killed at any moment;
/// the keeper then forks another one that continues where this one was.
final class Worker {
    let shared: Supervision
    let epoll: Epoll
    var log: LogWriter
    var clients: [AttachClient] = []
    var input = InputQueue()
    var nextToken = Token.firstClient
    /// Sources that still may bring output.
    var openSources: Set<UInt64> = []
    /// Set while a client is too far behind: then output stays in the pipe.
    var outputPaused = false
    private var keeper: Descriptor?
    private var startsAlone = false
    private var watchesProcess = true
    /// When the container is to be killed, on the monotonic clock.
    private var timeout: Int64?
    /// Warnings about the log are said once.
    var logFailure: String?

    enum Token {
        static let output: UInt64 = 0
        static let error: UInt64 = 1
        static let listener: UInt64 = 2
        static let ended: UInt64 = 3
        static let process: UInt64 = 4
        static let keeper: UInt64 = 5
        static let input: UInt64 = 6
        static let firstClient: UInt64 = 16
    }

    /// How the worker ends, told to the keeper by its exit code.
    enum Outcome: Int32 {
        case finished = 0
        case startAgain = 75
    }

    init(_ shared: Supervision, keeperProcess: Int32?) throws(SystemCallError) {
        self.shared = shared
        epoll = try Epoll()
        log = try LogWriter(shared.plan.log)
        // A keeper that was killed before we looked is nobody's parent any more: it would never be seen to end.
        if let keeperProcess, let handle = try? openProcess(keeperProcess), CurrentProcess.parent == keeperProcess {
            keeper = consume handle
        } else {
            startsAlone = keeperProcess != nil
        }
        try shared.listener.setNonBlocking(true)
        try epoll.add(shared.listener.number, .readable, token: Token.listener)
        try epoll.add(shared.ended.descriptor.number, .readable, token: Token.ended)
        if shared.plan.runTimeout > 0 {
            let gone = max(0, Timestamp.now.nanoseconds - shared.startedAt.nanoseconds)
            timeout = monotonicNanoseconds() + Int64(min(shared.plan.runTimeout, 1 << 32)) * 1_000_000_000 - gone
        }
        if let number = shared.processDescriptor?.number { try epoll.add(number, .readable, token: Token.process) }
        if let number = keeper?.number { try epoll.add(number, .readable, token: Token.keeper) }
        if let number = shared.terminal?.number {
            try shared.terminal?.setNonBlocking(true)
            try epoll.add(number, .readable, token: Token.output)
            openSources = [Token.output]
        } else {
            if let number = shared.output?.number {
                try shared.output?.setNonBlocking(true)
                try epoll.add(number, .readable, token: Token.output)
                openSources.insert(Token.output)
            }
            if let number = shared.error?.number {
                try shared.error?.setNonBlocking(true)
                try epoll.add(number, .readable, token: Token.error)
                openSources.insert(Token.error)
            }
        }
        try shared.input?.setNonBlocking(true)
    }

    /// Serves until the container has ended.
    func run() throws(SystemCallError) -> Outcome {
        if let socket = shared.firstClient.take() {
            // The keeper keeps the original: the next worker gets it again.
            let copy = try socket.duplicate()
            shared.firstClient = consume socket
            try add(client: copy)
            // What it wants was sent before we were started: read that before any output is.
            if let client = clients.first {
                recall(client)
                receive(from: client)
            }
        }
        recoverOutput()
        if startsAlone { try takeOverFromKeeper() }
        while true {
            if let code = containerEnd() { return try finish(code: code) }
            let events = try epoll.wait(milliseconds: patience)
            endAfterTimeout()
            for (token, ready) in events { try handle(token, ready) }
            dropStuckClients()
            try updateOutputPause()
        }
    }

    /// How long nothing has to happen before we look: for clients that are stuck, and for `--timeout`.
    private var patience: CInt? {
        let left = timeout.map { max(0, ($0 - monotonicNanoseconds()) / 1_000_000 + 1) }
        if clients.contains(where: { $0.hasQueue }) { return CInt(min(left ?? 1000, 1000)) }
        return left.map { CInt(clamping: $0) }
    }

    /// When `--timeout` is over the container is killed, once.
    private func endAfterTimeout() {
        guard let end = timeout, monotonicNanoseconds() >= end else { return }
        timeout = nil
        switch shared.processDescriptor.take() {
        case .some(let process):
            _ = try? sendSignal(SignalNumber.kill, to: process)  // it has just ended: as good
            shared.processDescriptor = consume process
        case .none: break
        }
    }

    private func handle(_ token: UInt64, _ ready: ReadyEvents) throws(SystemCallError) {
        switch token {
        case Token.output, Token.error: pump(token)
        case Token.listener: acceptClients()
        case Token.ended: _ = try shared.ended.take()
        case Token.process:
            // The end of the container; the keeper tells how. Without a keeper we find out ourselves.
            if keeperIsGone || shared.isAdopted {
                recordEndAlone()
            } else {
                // Not only without events: the descriptor of a reaped process hangs up again and again.
                try epoll.remove(shared.processDescriptor?.number ?? -1)
                watchesProcess = false
            }
        case Token.keeper:
            if let number = keeper?.number { try epoll.remove(number) }
            try takeOverFromKeeper()
        case Token.input: flushInput()
        default:
            guard let client = clients.first(where: { $0.token == token }) else { return }
            if ready.contains(.writable), !client.flush() { return drop(client) }
            if ready.contains(.readable) || ready.contains(.hangUp) || ready.contains(.error) { receive(from: client) }
            if let client = clients.first(where: { $0.token == token }) { try watch(client) }
        }
    }

    private(set) var keeperIsGone = false

    private func takeOverFromKeeper() throws(SystemCallError) {
        keeperIsGone = true
        // Others must go on seeing that the container is watched over.
        _ = try RecordLock.take(shared.lock, start: MonitorLock.keeper, length: 1)
        try CurrentProcess.setSubreaper(true)
        if let number = shared.processDescriptor?.number, !watchesProcess {
            try epoll.add(number, .readable, token: Token.process)
            watchesProcess = true
        }
    }

    private func recordEndAlone() {
        guard shared.end == nil, shared.processDescriptor != nil else { return }
        guard let code = exitCode() else { return shared.recordUnknownEnd() }
        shared.recordEnd(code: code)
    }

    private func exitCode() -> Int32? {
        switch shared.processDescriptor.take() {
        case .some(let process):
            let code = exitCode(of: process)
            shared.processDescriptor = consume process
            return code
        case .none: return nil
        }
    }

    /// Its new parent, init, takes it away sooner or later: before that the zombie tells, afterwards the descriptor.
    private func exitCode(of process: borrowing Descriptor) -> Int32? {
        for _ in 0..<200 {
            if let code = ProcessIdentity.statusOfZombie(pid: shared.process, start: shared.processStart) { return code }
            if let code = exitStatus(of: process) { return code }
            pause(nanoseconds: 5_000_000)
        }
        return nil
    }

    /// The status of the container when it has ended: `.some(nil)` when nobody can tell it.
    func containerEnd() -> Int32?? {
        switch shared.shared[cell: SharedLayout.ended] {
        case 1: return .some(shared.end)
        case 2: return .some(nil)
        default: return nil
        }
    }

    private func recoverOutput() {
        for stream in 0..<2 {
            var taken: [[UInt8]] = []
            OutputPump(stream: stream, shared: shared).recover(log: &log, warn: warn) { taken.append($0) }
            for bytes in taken { broadcast(bytes, stream: stream) }
        }
    }

    /// Reads one chunk from a stream; answers whether there may be more.
    @discardableResult
    func pump(_ token: UInt64) -> Bool {
        let isError = token == Token.error
        guard openSources.contains(token) else { return false }
        let usesTerminal = shared.hasTerminal
        guard let source = usesTerminal ? shared.terminal.take() : isError ? shared.error.take() : shared.output.take()
        else { return false }
        var taken: [UInt8] = []
        let pump = OutputPump(stream: isError ? 1 : 0, shared: shared)
        let outcome = pump.move(from: source, log: &log, warn: warn) { taken = $0 }
        if case .ended = outcome {
            openSources.remove(token)
            _ = try? epoll.remove(source.number)  // it is closed anyway when the launch is over
        }
        if usesTerminal {
            shared.terminal = consume source
        } else if isError {
            shared.error = consume source
        } else {
            shared.output = consume source
        }
        if !taken.isEmpty { broadcast(taken, stream: isError ? 1 : 0) }
        if case .bytes = outcome { return true }
        return false
    }

    func warn(_ error: SystemCallError) {
        // A full disk must not stop the container: the output still goes to the clients, the record says what was lost.
        if logFailure == nil { logFailure = "the log \(shared.plan.log.path) is incomplete: \(error)" }
    }
}
