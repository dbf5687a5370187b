public import Linux

/// A conversation with one of the kernel's netlink families in one network namespace. One a process is enough.
public struct NetlinkConnection: ~Copyable {
    private let socket: NetlinkSocket
    private var nextSequence: UInt32 = 1

    public init(_ family: NetlinkSocket.Family) throws(NetlinkError) {
        do throws(SystemCallError) { socket = try NetlinkSocket(family) } catch {
            throw NetlinkError(error, doing: "open a netlink socket")
        }
    }

    /// Sends changes as one datagram and waits until the kernel has worked through it; throws the first refusal.
    /// The messages after a refused one are tried all the same, except in a netfilter batch, which is all or nothing.
    public mutating func perform(
        _ changes: MessageBuffer, doing operation: @autoclosure () -> String
    ) throws(NetlinkError) {
        if let refusal = try refusals(of: changes, doing: operation()).first { throw refusal.error }
    }

    /// Sends changes as one datagram and answers which were refused, by their place in it.
    public mutating func refusals(
        of changes: MessageBuffer, doing operation: @autoclosure () -> String
    ) throws(NetlinkError) -> [(index: Int, error: NetlinkError)] {
        var changes = changes
        if changes.lastAcknowledged == nil { changes.acknowledgeLast() }
        guard let last = changes.lastAcknowledged else { return [] }
        let first = nextSequence
        let count = changes.number(from: first)
        nextSequence &+= UInt32(count)
        var refusals: [(index: Int, error: NetlinkError)] = []
        do throws(SystemCallError) {
            try socket.send(changes.bytes)
            while let datagram = try arrived() {
                for message in ReceivedMessage.cut(datagram) where message.type == ControlMessage.error {
                    let index = Int(message.sequence &- first)
                    guard index < count else { continue }
                    if message.result != 0 { refusals.append((index, Self.error(message, doing: operation()))) }
                    if index == last { return refusals }
                }
            }
        } catch { throw NetlinkError(error, doing: operation()) }
        // A batch that is refused as a whole is answered for its first message alone.
        if refusals.isEmpty { throw NetlinkError(operation: operation(), errno: .noData, explanation: "no answer") }
        return refusals
    }

    /// The next answer. The kernel works inside `send`, so what is not there now will not come: nothing here can hang.
    private func arrived() throws(SystemCallError) -> [UInt8]? {
        do throws(SystemCallError) { return try socket.receive(block: false) } catch {
            if error.errno == .again { return nil }
            throw error
        }
    }

    /// Sends questions that have one answer each, as one datagram; nil stands for what does not exist (`ENOENT`,
    /// `ENODEV`, `ESRCH`, `ENETUNREACH`).
    public mutating func answers(
        to questions: MessageBuffer, doing operation: @autoclosure () -> String
    ) throws(NetlinkError) -> [ReceivedMessage?] {
        var questions = questions
        let first = nextSequence
        let count = questions.number(from: first)
        nextSequence &+= UInt32(count)
        var answers = [ReceivedMessage?](repeating: nil, count: count)
        var missing = count
        var refusal: NetlinkError?
        do throws(SystemCallError) {
            try socket.send(questions.bytes)
            while missing > 0, let datagram = try arrived() {
                for message in ReceivedMessage.cut(datagram) {
                    let index = Int(message.sequence &- first)
                    guard index < count else { continue }
                    missing -= 1
                    if message.type != ControlMessage.error {
                        answers[index] = message
                    } else if ![-2, -19, -3, -101].contains(message.result), refusal == nil {
                        refusal = Self.error(message, doing: operation())
                    }
                }
            }
        } catch { throw NetlinkError(error, doing: operation()) }
        if let refusal { throw refusal }
        if missing > 0 { throw NetlinkError(operation: operation(), errno: .noData, explanation: "no answer") }
        return answers
    }

    /// All answers to one question for a list. A list that changed while it was read is read again, a few times.
    public mutating func dump(
        _ question: MessageBuffer, doing operation: @autoclosure () -> String
    ) throws(NetlinkError) -> [ReceivedMessage] {
        var attempts = 0
        while true {
            var question = question
            let sequence = nextSequence
            nextSequence &+= UInt32(question.number(from: sequence))
            var (answers, torn, ended): ([ReceivedMessage], Bool, Bool) = ([], false, false)
            var refusal: NetlinkError?
            do throws(SystemCallError) {
                try socket.send(question.bytes)
                while !ended, let datagram = try arrived() {
                    for message in ReceivedMessage.cut(datagram) where message.sequence == sequence {
                        if message.flags.contains(.interrupted) { torn = true }
                        switch message.type {
                        case ControlMessage.done, ControlMessage.error:
                            if message.result < 0 { refusal = Self.error(message, doing: operation()) }
                            ended = true
                        default: answers.append(message)
                        }
                    }
                }
            } catch { throw NetlinkError(error, doing: operation()) }
            if let refusal { throw refusal }
            if !ended { throw NetlinkError(operation: operation(), errno: .noData, explanation: "no answer") }
            attempts += 1
            if !torn || attempts == 8 { return answers }
        }
    }

    /// The number of an interface in the namespace of this connection; nil when there is none of that name.
    public func interfaceIndex(_ name: String) throws(NetlinkError) -> UInt32? {
        do throws(SystemCallError) { return try socket.interfaceIndex(name) } catch {
            throw NetlinkError(error, doing: "look up interface \(name)")
        }
    }

    /// The largest packet that an interface takes; nil when there is none of that name.
    public func interfaceMTU(_ name: String) throws(NetlinkError) -> UInt32? {
        do throws(SystemCallError) { return try socket.interfaceMTU(name) } catch {
            throw NetlinkError(error, doing: "look up interface \(name)")
        }
    }

    private static func error(_ message: ReceivedMessage, doing operation: String) -> NetlinkError {
        NetlinkError(
            operation: operation, errno: Errno(rawValue: 0 - message.result), explanation: message.explanation)
    }
}
