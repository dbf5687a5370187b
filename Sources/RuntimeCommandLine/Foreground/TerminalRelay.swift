internal import ContainerRuntime
internal import Linux

/// Connects our own terminal with the container's: raw while it lives, as before afterwards.
struct TerminalRelay: ~Copyable {
    private let master: Descriptor
    private let before: TerminalMode?
    let keys: DetachKeyMatch
    private let readsInput: Bool

    init(
        _ master: consuming Descriptor, detachKeys: [UInt8] = [], readsInput: Bool = true
    ) throws(SystemCallError) {
        keys = DetachKeyMatch(detachKeys)
        self.readsInput = readsInput
        var before: TerminalMode?
        if readsInput, Terminal.isTerminal(0) {
            let mode = try TerminalMode(of: 0)
            try mode.makeRaw(on: 0)
            before = mode
        }
        self.before = before
        self.master = master
        copySize()
    }

    deinit {
        // Our terminal may be gone, and with it what was to be put back.
        _ = try? before?.restore(on: 0)
    }

    func register(_ epoll: borrowing Epoll, terminal: UInt64, input: UInt64) throws(SystemCallError) {
        try epoll.add(master.number, .readable, token: terminal)
        guard readsInput else { return }
        do throws(SystemCallError) { try epoll.add(0, .readable, token: input) } catch {
            // A plain file cannot be waited for: it is always ready.
            guard error.errno == .perm else { throw error }
            while try passInput() {}
        }
    }

    func unregisterTerminal(_ epoll: borrowing Epoll) throws(SystemCallError) { try epoll.remove(master.number) }

    func copySize() {
        // Our standard input need not be a terminal; then the container's keeps its size.
        guard let size = try? Terminal.size(of: 0) else { return }
        _ = try? Terminal.setSize(size, of: master.number)
    }

    /// False when the other end is closed for good.
    func showOutput(_ events: ReadyEvents) throws(SystemCallError) -> Bool {
        let bytes: [UInt8]
        do throws(SystemCallError) { bytes = try master.read(upTo: 65536) } catch {
            if error.errno == .io { return false }  // all ends of the terminal are closed (pts(4))
            throw error
        }
        if bytes.isEmpty { return false }
        let output = Descriptor(owning: 1)
        // Nobody may read our output any more: the program runs on.
        _ = try? output.write(bytes)
        _ = output.release()
        return true
    }

    func passInput(_ epoll: borrowing Epoll) throws(SystemCallError) {
        if try !passInput() { try epoll.remove(0) }
    }

    private func passInput() throws(SystemCallError) -> Bool {
        let input = Descriptor(owning: 0)
        let bytes: [UInt8]
        do throws(SystemCallError) { bytes = try input.read(upTo: 4096) } catch {
            _ = input.release()
            if error.errno == .io { return false }
            throw error
        }
        _ = input.release()
        if bytes.isEmpty {
            try master.write([4])  // control-D: the end of the input
            return false
        }
        let passed = keys.scan(bytes)
        if !passed.isEmpty { try master.write(passed) }
        return true
    }

    /// Keeps the terminal for the program that runs on, without its user.
    func leave() throws(SystemCallError) {
        let copy = try master.duplicate()
        do throws(RuntimeError) { try TerminalHolder.leave(with: copy) } catch {
            throw SystemCallError(call: "clone", subject: "the holder of the terminal", errno: .again)
        }
    }
}
