/// The protocol between a monitor and its clients, over a `SOCK_SEQPACKET` socket: one message a packet.
///
///     client                                   monitor
///       | ---- begin (the container, a hello) ---> |   only to a monitor that was started before there was one
///       | ---- hello (what it wants) ------------> |
///       | <--- notices --------------------------- |   what a user should know of the start
///       | <--- started | failed ------------------ |   at once when it runs already
///       | <--- stdout / stderr bytes ------------- |
///       | ---- stdin bytes, stdinEnd, resize ----> |
///       | <--- exited ---------------------------- |   then the socket ends
///
/// The first byte of a packet is its kind. The client that a command hands to the monitor it spawns is the first one and
/// is there before the container runs, so it misses nothing.
public enum AttachMessage: Equatable, Sendable {
    case standardOutput([UInt8])
    case standardError([UInt8])
    /// The container runs under this process number.
    case started(pid: Int32)
    /// The container could not be started: the exit code for the command, and the reason.
    case failed(code: UInt8, message: String)
    /// The status as a shell gives it, or nil when nobody could tell any more.
    case exited(code: Int32?)
    /// Something that the user should know and that kept nothing from being done.
    case notice(String)

    /// The container that a waiting monitor is to start, and what `hello` says: in one message, since a container may have ended
    /// before a second one comes.
    case begin(id: String, output: Bool, input: Bool)
    /// `output`: send what the container writes; `input`: this client's bytes go to its standard input.
    case hello(output: Bool, input: Bool)
    case standardInput([UInt8])
    case standardInputEnd
    case resize(rows: UInt16, columns: UInt16)

    /// The most bytes of output or input in one packet.
    public static let chunk = 32768
    /// A buffer of this size holds every packet.
    public static let packetLimit = chunk + 16

    public var packet: [UInt8] {
        switch self {
        case .standardOutput(let bytes): return [1] + bytes
        case .standardError(let bytes): return [2] + bytes
        case .started(let pid): return [3] + Self.bytes(UInt32(bitPattern: pid))
        case .failed(let code, let message): return [4, code] + Array(message.utf8.prefix(Self.chunk))
        case .exited(let code): return code.map { [5, 1] + Self.bytes(UInt32(bitPattern: $0)) } ?? [5, 0]
        case .notice(let text): return [6] + Array(text.utf8.prefix(Self.chunk))
        case .begin(let id, let output, let input): return [14, output ? 1 : 0, input ? 1 : 0] + Array(id.utf8)
        case .hello(let output, let input): return [10, output ? 1 : 0, input ? 1 : 0]
        case .standardInput(let bytes): return [11] + bytes
        case .standardInputEnd: return [12]
        case .resize(let rows, let columns):
            return [13, UInt8(rows & 0xff), UInt8(rows >> 8), UInt8(columns & 0xff), UInt8(columns >> 8)]
        }
    }

    /// Reads one packet; nil for what is not one of this version's messages.
    public init?(packet: [UInt8]) {
        guard let kind = packet.first else { return nil }
        func number(_ at: Int) -> Int32? {
            guard packet.count >= at + 4 else { return nil }
            var value: UInt32 = 0
            for index in 0..<4 { value |= UInt32(packet[at + index]) << UInt32(8 * index) }
            return Int32(bitPattern: value)
        }
        switch kind {
        case 1: self = .standardOutput(Array(packet[1...]))
        case 2: self = .standardError(Array(packet[1...]))
        case 3:
            guard let pid = number(1) else { return nil }
            self = .started(pid: pid)
        case 4:
            guard packet.count >= 2 else { return nil }
            self = .failed(code: packet[1], message: String(decoding: packet[2...], as: UTF8.self))
        case 5:
            guard packet.count >= 2 else { return nil }
            if packet[1] == 0 {
                self = .exited(code: nil)
            } else {
                guard let code = number(2) else { return nil }
                self = .exited(code: code)
            }
        case 6: self = .notice(String(decoding: packet[1...], as: UTF8.self))
        case 10:
            guard packet.count >= 3 else { return nil }
            self = .hello(output: packet[1] == 1, input: packet[2] == 1)
        case 11: self = .standardInput(Array(packet[1...]))
        case 12: self = .standardInputEnd
        case 13:
            guard packet.count >= 5 else { return nil }
            self = .resize(
                rows: UInt16(packet[1]) | UInt16(packet[2]) << 8, columns: UInt16(packet[3]) | UInt16(packet[4]) << 8)
        case 14:
            guard packet.count >= 3 else { return nil }
            self = .begin(id: String(decoding: packet[3...], as: UTF8.self), output: packet[1] == 1, input: packet[2] == 1)
        default: return nil
        }
    }

    private static func bytes(_ number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> UInt32(8 * $0)) }
    }
}
