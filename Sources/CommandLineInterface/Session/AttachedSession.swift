internal import CommandLineGrammar
internal import ContainerEngine
internal import ContainerState
internal import Linux

/// A user at a container: carries input, output, signals and the size of the terminal between this process and a monitor.
final class AttachedSession {
    struct Options {
        var input = false
        var output = true
        /// Which of the two streams are shown.
        var showsOutput = true
        var showsError = true
        var terminal = false
        var detachKeys = DetachKeys.standard
        var proxiesSignals = true
    }

    enum End {
        case exited(Int32?)
        case detached
        /// The monitor went away without a word.
        case lost
    }

    private let options: Options
    private let client: MonitorClient
    private let epoll: Epoll
    private let signals: SignalDescriptor
    private let resizes: Bool
    private var process: Descriptor?
    private var pending: [[UInt8]] = []
    private var detach: DetachScanner
    private var inputIsOpen: Bool
    /// A file is always ready and cannot be waited for.
    private var inputIsFile = false
    private let inputIsTerminal: Bool
    private var watched = ReadyEvents.readable

    private enum Token {
        static let socket: UInt64 = 0
        static let input: UInt64 = 1
        static let signals: UInt64 = 2
    }

    init(_ client: consuming MonitorClient, options: Options) throws(SystemCallError) {
        self.options = options
        self.client = client
        inputIsOpen = options.input
        inputIsTerminal = options.terminal && options.input && Terminal.isTerminal(0)
        resizes = options.terminal && Terminal.isTerminal(1)
        detach = DetachScanner(options.terminal ? options.detachKeys : DetachKeys(sequence: []))
        epoll = try Epoll()
        var set = SignalSet(SignalNumber.windowChange)
        if options.proxiesSignals {
            for number: CInt in 1...31 where !Self.kept.contains(number) { set.insert(number) }
        }
        signals = try SignalDescriptor(set)
        try SignalSet.setAction(of: SignalNumber.pipe, ignoring: true)
        try epoll.add(self.client.socket.number, .readable, token: Token.socket)
        try epoll.add(signals.descriptor.number, .readable, token: Token.signals)
        if inputIsOpen {
            do throws(SystemCallError) { try epoll.add(0, .readable, token: Token.input) } catch {
                guard error.errno == .perm else { throw error }
                inputIsFile = true
            }
        }
    }

    /// Not the container's affair: faults of ours, KILL and STOP, children, the job control of our own shell.
    private static let kept: Set<CInt> = [4, 5, 7, 8, 9, 11, 13, 17, 19, 20, 21, 22, 23]

    /// Serves until the container ends, the user detaches or the monitor is gone.
    func run() throws(EngineError) -> End {
        do throws(SystemCallError) {
            let mode = inputIsTerminal ? try TerminalMode(of: 0) : nil
            if let mode { try mode.makeRaw(on: 0) }
            defer { if let mode { _ = try? mode.restore(on: 0) } }  // the terminal may be gone
            if resizes { resize() }
            return try serve()
        } catch { throw EngineError("talking to the container", error) }
    }

    private func serve() throws(SystemCallError) -> End {
        while true {
            if inputIsFile, inputIsOpen, pending.isEmpty { if let end = readInput() { return end } }
            for (token, ready) in try epoll.wait(milliseconds: inputIsFile && inputIsOpen && pending.isEmpty ? 0 : nil) {
                switch token {
                case Token.socket:
                    if ready.contains(.writable) { flush() }
                    if ready.contains(.readable) || ready.contains(.hangUp), let end = receive() { return end }
                case Token.input: if let end = readInput() { return end }
                default: handleSignal()
                }
            }
            try watchSocket()
        }
    }

    private func receive() -> End? {
        for _ in 0..<64 {
            let packet: [UInt8]
            do throws(SystemCallError) {
                packet = try client.socket.receive(upTo: AttachMessage.packetLimit, nonBlocking: true).bytes
            } catch {
                // The monitor ended with words of ours unread. The kernel says so once, and then gives its last words.
                if error.errno == .connectionReset { continue }
                return error.errno == .again ? nil : .lost
            }
            if packet.isEmpty { return .lost }
            switch AttachMessage(packet: packet) {
            case .standardOutput(let bytes): if options.showsOutput { Self.write(bytes, to: 1) }
            case .standardError(let bytes): if options.showsError { Self.write(bytes, to: 2) }
            case .started(let pid):
                process = try? openProcess(pid)  // it may have ended already: then nothing is to be passed on
                if resizes { resize() }
            case .notice(let text): Console.warn(text)
            case .exited(let code): return .exited(code)
            case .failed(let code, let message):
                failure = (code, message)
                return .lost
            default: break
            }
        }
        return nil
    }

    private(set) var failure: (code: UInt8, message: String)?

    private static func write(_ bytes: [UInt8], to number: CInt) {
        let output = Descriptor(owning: number)
        _ = try? output.write(bytes)  // whoever read our output is gone; the container goes on
        _ = output.release()
    }

    private func readInput() -> End? {
        let input = Descriptor(owning: 0)
        let bytes = (try? input.read(upTo: AttachMessage.chunk)) ?? []  // an error is the end of the input
        _ = input.release()
        if bytes.isEmpty {
            // A terminal ends only by going away, window and all: nobody is there to see how the container goes on.
            if inputIsTerminal { return .detached }
            inputIsOpen = false
            if !inputIsFile { _ = try? epoll.remove(0) }  // it is not read again in any case
            send(.standardInputEnd)
            return nil
        }
        let (passed, detached) = detach.scan(bytes)
        if !passed.isEmpty { send(.standardInput(passed)) }
        return detached ? .detached : nil
    }

    private func send(_ message: AttachMessage) {
        pending.append(message.packet)
        flush()
    }

    private func flush() {
        while let packet = pending.first {
            do throws(SystemCallError) { try client.socket.send(packet, nonBlocking: true) } catch {
                if error.errno != .again { pending = [] }  // the monitor is gone: the next read tells
                return
            }
            pending.removeFirst()
        }
    }

    /// Waits for room while something is to be sent, and reads no more input meanwhile.
    private func watchSocket() throws(SystemCallError) {
        let wanted: ReadyEvents = pending.isEmpty ? .readable : [.readable, .writable]
        guard wanted != watched else { return }
        watched = wanted
        try epoll.change(client.socket.number, wanted, token: Token.socket)
        if inputIsOpen, !inputIsFile { try epoll.change(0, pending.isEmpty ? .readable : [], token: Token.input) }
    }

    private func handleSignal() {
        guard let signal = try? signals.read() else { return }
        if signal.number == SignalNumber.windowChange {
            if resizes { resize() }
            return
        }
        switch process.take() {
        case .some(let target):
            _ = try? sendSignal(signal.number, to: target)  // it may just have ended
            process = consume target
        case .none: break
        }
    }

    /// The size of the user's terminal; nil when the output goes elsewhere.
    static var terminalSize: WindowSize? { Terminal.isTerminal(1) ? try? Terminal.size(of: 1) : nil }

    private func resize() {
        guard let size = Self.terminalSize else { return }
        send(.resize(rows: size.rows, columns: size.columns))
    }
}
