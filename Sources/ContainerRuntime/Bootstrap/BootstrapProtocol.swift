internal import Linux

// How the runtime (R) and the stages of a new container talk until its program runs.
//
//   R runtime or monitor                                  "apus:join" (J), only where a user or pid namespace is joined
//   ──────────────────────────────────────────────        "apus:init" (I), the container's first process
//   1 check the configuration, open what is joined
//   2 make the control groups, where there is a tree of version 2
//   3 clone3(new namespaces) ──────────────────────────>  3 J: setns, clone3(CLONE_PARENT) ──> I
//     <── process(pid, pidfd) ─────────────────────────   3 J: tells I, ends
//   4 write uid_map and gid_map ── mapped ─────────────>  4 I: becomes root of its user namespace
//   5 else make the control groups                        6 I: meanwhile assembles the root
//     ── grouped(the groups, their tasks files) ───────>  5 I: enters those of version 1, at the latest before it mounts
//                                                            them or makes its cgroup namespace
//   6 compile the seccomp filter ── filter(program) ───>
//     <── hooks ───────────────────────────────────────   7 I: only with prestart or createRuntime hooks
//   7 run them ── resumed ─────────────────────────────>  8 I: createContainer hooks, pivot, devices, paths, limits, user
//     <── terminal(master) ────────────────────────────   8 I: only with process.terminal
//     <── ready ───────────────────────────────────────   9 I: waits
//  10 start: ── start ─────────────────────────────────> 10 I: startContainer hooks, seccomp, capabilities, execve
//     <── listener(descriptor) ────────────────────────   only with a filter that asks one
//  11 hand it to the agent ── resumed ────────────────>  11 I: execve
//     <── end of file: the program runs ───────────────
//
// At any step I may say failed(code, doing, subject, cause) and end; R passes that on. With `create` R
// sends `start` when the container is written down, and ends; step 10 then goes through a listening socket in the state
// directory: I accepts one connection, says `starting`, and the connection ends with `execve` or carries `failed`. All sockets are sequenced packets closed on exec.

/// One message of the bootstrap: its kind is the first byte, the rest is the payload.
enum BootstrapMessage {
    enum Kind: UInt8 {
        case process = 1
        case mapped, grouped, filter, hooks, resumed, terminal, ready, start, starting, failed
        /// Of the process that mounts the root of a container with mapped owners.
        case mounted
        /// Of a filter that asks a listener, after it is loaded.
        case listener
    }

    /// A BPF program has at most 4096 instructions of 8 bytes; its encoding adds a header.
    static let limit = 64 + 4096 * 8

    static func failed(_ error: RuntimeError) -> [UInt8] {
        var bytes: [UInt8] = [Kind.failed.rawValue, error.code.rawValue]
        for text in [error.doing, error.subject, error.cause] {
            let utf8 = Array(text.utf8.prefix(8000))
            bytes.append(UInt8(utf8.count & 0xff))
            bytes.append(UInt8(utf8.count >> 8))
            bytes += utf8
        }
        return bytes
    }

    /// The error in a `failed` message.
    static func error(in message: [UInt8]) -> RuntimeError {
        var at = 2
        var texts: [String] = []
        while texts.count < 3, at + 2 <= message.count {
            let count = Int(message[at]) | Int(message[at + 1]) << 8
            guard at + 2 + count <= message.count else { break }
            texts.append(String(decoding: message[(at + 2)..<(at + 2 + count)], as: UTF8.self))
            at += 2 + count
        }
        guard message.count > 1, texts.count == 3, let code = RuntimeError.Code(rawValue: message[1]) else {
            return RuntimeError(
                .lost, doing: "read the report of the container's first process", cause: "it is damaged")
        }
        return RuntimeError(code, doing: texts[0], subject: texts[1], cause: texts[2])
    }

    static func number(_ value: CInt) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }

    static func number(in bytes: ArraySlice<UInt8>) -> CInt {
        bytes.reversed().reduce(0) { $0 << 8 | CInt($1) }
    }
}

/// One end of the bootstrap's socket.
struct BootstrapChannel: ~Copyable {
    let socket: Descriptor

    func send(_ kind: BootstrapMessage.Kind, _ payload: [UInt8] = [], descriptors: [CInt] = [])
        throws(SystemCallError)
    {
        try socket.send([kind.rawValue] + payload, descriptors: descriptors)
    }

    /// The next message; nil when the other side is gone. A `failed` message is thrown.
    func receive() throws(RuntimeError) -> ReceivedMessage? {
        var failure: RuntimeError
        do throws(SystemCallError) {
            let message = try socket.receive(upTo: BootstrapMessage.limit)
            guard let first = message.bytes.first else { return nil }
            guard first == BootstrapMessage.Kind.failed.rawValue else { return message }
            failure = BootstrapMessage.error(in: message.bytes)
        } catch {
            // The other side ended with messages of ours unread. That is told once; then come its own last words.
            if error.errno == .connectionReset { return try receive() }
            failure = RuntimeError(doing: "receive a message of the container's first process", cause: error)
        }
        throw failure
    }

    /// The next message, which has to be of this kind; anything else ends the bootstrap.
    func expect(_ kind: BootstrapMessage.Kind, from whom: StaticString) throws(RuntimeError) -> ReceivedMessage {
        guard let message = try receive() else {
            throw RuntimeError(.lost, doing: "wait for \(whom)", cause: "it ended without saying why")
        }
        guard message.bytes[0] == kind.rawValue else {
            throw RuntimeError(
                .lost, doing: "wait for \(whom)", cause: "message \(message.bytes[0]) came instead of \(kind.rawValue)")
        }
        return message
    }
}
