internal import Linux

/// The way of a seccomp listener from the process that loaded the filter to the runtime, which sends it to the agent.
enum SeccompHandover {
    /// Returns when the agent has it: from then on every system call can be answered.
    static func send(_ listener: borrowing Descriptor, over socket: borrowing Descriptor) throws(RuntimeError) {
        do throws(SystemCallError) {
            try socket.send([BootstrapMessage.Kind.listener.rawValue], descriptors: [listener.number])
            let answer = try socket.receive(upTo: 1)
            if answer.bytes.first != BootstrapMessage.Kind.resumed.rawValue {
                throw SystemCallError(call: "recvmsg", subject: "the seccomp agent was not reached", errno: .invalid)
            }
        } catch { throw RuntimeError(doing: "hand over the seccomp listener", cause: error) }
    }

    /// The other side: waits for the program to run, and passes a listener on the way. Throws what kept it from running.
    static func waitForProgram(
        _ channel: borrowing BootstrapChannel, _ subject: String,
        hand: (borrowing Descriptor) throws(RuntimeError) -> Void,
        other: (inout ReceivedMessage) -> Bool = { _ in false }
    ) throws(RuntimeError) {
        while var message = try channel.receive() {
            if message.bytes[0] == BootstrapMessage.Kind.listener.rawValue, let listener = message.descriptors.take() {
                try hand(listener)
                try doing("talk to the program's process", subject) { () throws(SystemCallError) in
                    try channel.send(.resumed)
                }
            } else if !other(&message) {
                throw RuntimeError(
                    .lost, doing: "start container", subject: subject, cause: "message \(message.bytes[0])")
            }
        }
    }
}
