internal import ContainerRuntime
internal import Linux

/// The signals that a runtime in the foreground passes on to the program.
struct ForegroundSignals: ~Copyable {
    let source: SignalDescriptor

    init() throws(RuntimeError) {
        do throws(SystemCallError) {
            source = try SignalDescriptor(
                SignalSet(
                    SignalNumber.hangUp, SignalNumber.interrupt, SignalNumber.quit, SignalNumber.user1,
                    SignalNumber.user2, SignalNumber.terminate, SignalNumber.windowChange, SignalNumber.alarm,
                    SignalNumber.resume))
        } catch { throw RuntimeError(doing: "receive signals for the program", cause: error) }
    }
}

/// Waits for the program in the foreground: passes signals and, with a terminal, every byte.
enum Foreground {
    private enum Token: UInt64 { case process, signals, terminal, input }

    /// The exit status of the program, as a shell says it.
    static func wait(
        _ process: borrowing Descriptor, terminal: consuming Descriptor?, signals: consuming ForegroundSignals?,
        detachKeys: [UInt8] = [], readsInput: Bool = true
    ) throws(RuntimeError) -> Int32 {
        do throws(SystemCallError) {
            if let terminal {
                let relay = try TerminalRelay(terminal, detachKeys: detachKeys, readsInput: readsInput)
                return try loop(process, signals, relay)
            }
            return try loop(process, signals, nil)
        } catch { throw RuntimeError(doing: "wait for the program", cause: error) }
    }

    private static func loop(
        _ process: borrowing Descriptor, _ signals: borrowing ForegroundSignals?, _ relay: consuming TerminalRelay?
    ) throws(SystemCallError) -> Int32 {
        var relay = relay
        let epoll = try Epoll()
        try epoll.add(process.number, .readable, token: Token.process.rawValue)
        switch signals {
        case .some(let signals):
            try epoll.add(signals.source.descriptor.number, .readable, token: Token.signals.rawValue)
        case .none: break
        }
        let hasTerminal =
            try relay?.register(
                epoll, terminal: Token.terminal.rawValue, input: Token.input.rawValue) != nil
        var ended: Int32?
        while true {
            // Output that is there already is still shown after the end.
            let ready = try epoll.wait(milliseconds: ended == nil ? nil : 0)
            if let ended, ready.allSatisfy({ $0.token == Token.process.rawValue }) { return ended }
            for (token, events) in ready {
                switch Token(rawValue: token) {
                case .process:
                    guard ended == nil, let end = try waitForChild(.descriptor(process.number)) else { continue }
                    if !hasTerminal { return end.end.code }
                    ended = end.end.code
                    try epoll.remove(process.number)
                case .signals: try pass(signals, to: process, relay)
                case .terminal:
                    let open = try relay?.showOutput(events) ?? false
                    if !open { try relay?.unregisterTerminal(epoll) }
                case .input:
                    try relay?.passInput(epoll)
                    if relay?.keys.isComplete == true, let left = relay.take() {
                        try left.leave()
                        return 0
                    }
                case nil: continue
                }
            }
        }
    }

    private static func pass(
        _ signals: borrowing ForegroundSignals?, to process: borrowing Descriptor, _ relay: borrowing TerminalRelay?
    ) throws(SystemCallError) {
        switch signals {
        case .none: return
        case .some(let signals):
            while let signal = try signals.source.read() {
                if signal.number == SignalNumber.windowChange {
                    switch relay {
                    case .some(let relay): relay.copySize()
                    case .none: break
                    }
                    continue
                }
                do throws(SystemCallError) { try sendSignal(signal.number, to: process) } catch {
                    // It has ended: the loop is about to see that.
                    if error.errno != .noProcess { throw error }
                }
            }
        }
    }
}
