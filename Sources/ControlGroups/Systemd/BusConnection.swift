internal import Linux

/// A connection to the bus on which a systemd is reached: the machine's, or a user's.
struct BusConnection: ~Copyable {
    private let socket: Descriptor
    private let path: String
    private var serial: UInt32 = 0
    private var received: [UInt8] = []
    /// Signals that came while an answer was awaited.
    private var signals: [BusMessage] = []
    private let end: Int64

    private init(socket: consuming Descriptor, path: String, end: Int64) {
        self.socket = socket
        self.path = path
        self.end = end
    }

    /// Connects and says hello. Everything on this connection has to be over after so many milliseconds.
    static func connect(to path: String, milliseconds: Int64 = 30_000) throws(ControlGroupError) -> BusConnection {
        var bus = BusConnection(
            socket: try reach(path), path: path, end: monotonicNanoseconds() + milliseconds * 1_000_000)
        // Who we are the bus asks the kernel, which also holds inside a user namespace, where we do not know our number outside.
        try bus.send(Array("\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n".utf8))
        let (challenge, verdict) = (try bus.line(), try bus.line())
        guard challenge.hasPrefix("DATA"), verdict.hasPrefix("OK") else {
            throw ControlGroupError(.notPermitted, doing: "reach systemd", file: path, cause: "the bus does not accept this user")
        }
        _ = try bus.call(
            BusMessage(calling: "Hello", of: "org.freedesktop.DBus", path: "/org/freedesktop/DBus", at: "org.freedesktop.DBus"))
        return bus
    }

    private static func reach(_ path: String) throws(ControlGroupError) -> Descriptor {
        do throws(SystemCallError) { return try LocalSocket.connect(.stream, to: path) } catch {
            throw ControlGroupError(
                error.errno == .noEntry || error.errno == .connectionRefused ? .unavailable : .refused, doing: "reach systemd", file: path,
                cause: "\(error.errno.words); without a systemd use the cgroupfs manager")
        }
    }

    /// Calls and waits for the answer, whose name is in `failure` where it is an error.
    mutating func call(_ message: BusMessage) throws(ControlGroupError) -> BusMessage {
        var message = message
        serial += 1
        message.serial = serial
        try send(message.bytes)
        while true {
            let next = try receive()
            if next.kind == .signal {
                signals.append(next)
            } else if next.answers == serial {
                return next
            }
        }
    }

    /// The next signal for which `matches` says so; others are dropped.
    mutating func signal(_ matches: (BusMessage) -> Bool) throws(ControlGroupError) -> BusMessage {
        while true {
            let next = try signals.isEmpty ? receive() : signals.removeFirst()
            if next.kind == .signal, matches(next) { return next }
        }
    }

    private mutating func receive() throws(ControlGroupError) -> BusMessage {
        while true {
            if received.count >= 16 {
                guard let length = BusMessage.length(of: received) else { throw damaged() }
                if received.count >= length {
                    let bytes = Array(received[..<length])
                    received.removeFirst(length)
                    guard let message = BusMessage(parsing: bytes) else { throw damaged() }
                    return message
                }
            }
            try fill()
        }
    }

    /// A line of the conversation before the messages.
    private mutating func line() throws(ControlGroupError) -> String {
        while true {
            if let index = received.firstIndex(of: 10) {
                let text = String(decoding: received[..<index], as: UTF8.self)
                received.removeFirst(index + 1)
                return text
            }
            if received.count > 4096 { throw damaged() }
            try fill()
        }
    }

    private mutating func fill() throws(ControlGroupError) {
        do throws(SystemCallError) {
            let left = max(0, (end - monotonicNanoseconds()) / 1_000_000)
            if try waitUntilReady(socket.number, .readable, milliseconds: CInt(left)).isEmpty {
                throw SystemCallError(call: "poll", subject: path, errno: .timedOut)
            }
            let bytes = try socket.read(upTo: 65536)
            if bytes.isEmpty { throw SystemCallError(call: "read", subject: path, errno: .connectionReset) }
            received += bytes
        } catch { throw ControlGroupError(doing: "hear of systemd", file: path, error) }
    }

    private func send(_ bytes: [UInt8]) throws(ControlGroupError) {
        do throws(SystemCallError) { try socket.write(bytes) } catch { throw ControlGroupError(doing: "ask systemd", file: path, error) }
    }

    /// What a bus never says.
    private func damaged() -> ControlGroupError {
        ControlGroupError(.refused, doing: "hear of systemd", file: path, cause: "a message is damaged")
    }
}
