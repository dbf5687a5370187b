internal import CLinux
internal import Glibc

/// Sockets between processes of one machine (`unix(7)`).
public enum LocalSocket {
    public enum Kind: Sendable {
        case stream, datagram, sequencedPackets
        var raw: CInt {
            switch self {
            case .stream: 1
            case .datagram: 2
            case .sequencedPackets: 5
            }
        }
    }

    /// Two sockets that are connected to each other.
    public static func pair(_ kind: Kind) throws(SystemCallError) -> LocalSocketPair {
        var numbers: [CInt] = [-1, -1]
        try unsafe numbers.withUnsafeMutableBufferPointer { (buffer) throws(SystemCallError) in
            _ = try check("socketpair", "") { unsafe apus_local_pair(kind.raw, buffer.baseAddress!) }
        }
        return LocalSocketPair(first: Descriptor(owning: numbers[0]), second: Descriptor(owning: numbers[1]))
    }

    /// Makes a listening socket at `path`; a name that is taken is `EADDRINUSE`.
    public static func listen(_ kind: Kind, at path: String, backlog: CInt = 128) throws(SystemCallError) -> Descriptor {
        let socket = try make(kind)
        let number = socket.number
        try withShortPath(path) { (short) throws(SystemCallError) in
            _ = try unsafe checkPath("bind", short) { unsafe apus_local_bind(number, $0) }
        }
        if kind.raw != 2 { try check("listen", path) { apus_listen(number, backlog) } }
        return socket
    }

    public static func connect(_ kind: Kind, to path: String) throws(SystemCallError) -> Descriptor {
        let socket = try make(kind)
        let number = socket.number
        do throws(SystemCallError) {
            try withShortPath(path) { (short) throws(SystemCallError) in
                _ = try unsafe checkPath("connect", short) { unsafe apus_local_connect(number, $0) }
            }
        } catch { throw SystemCallError(call: error.call, subject: path, errno: error.errno) }
        return socket
    }

    /// The next connection; with a listener that does not block, `EAGAIN` when there is none.
    public static func accept(
        _ listener: borrowing Descriptor, nonBlocking: Bool = false
    ) throws(SystemCallError) -> Descriptor {
        let number = listener.number
        return Descriptor(
            owning: try check("accept4", "descriptor \(number)") { apus_accept(number, nonBlocking ? O_NONBLOCK : 0) })
    }

    /// Ends one direction or both, for every copy of the socket.
    public static func shutDown(_ socket: borrowing Descriptor, reading: Bool, writing: Bool) throws(SystemCallError) {
        let (number, how): (CInt, CInt) = (socket.number, reading ? (writing ? 2 : 0) : 1)
        try check("shutdown", "descriptor \(number)") { apus_shutdown(number, how) }
    }

    /// Who made the other end.
    public static func peer(
        of socket: borrowing Descriptor
    ) throws(SystemCallError) -> (process: CInt, user: UInt32, group: UInt32) {
        let number = socket.number
        var answer: [CInt] = [0, 0, 0]
        try unsafe answer.withUnsafeMutableBufferPointer { (buffer) throws(SystemCallError) in
            _ = try check("getsockopt", "SO_PEERCRED") { unsafe apus_peer(number, buffer.baseAddress!) }
        }
        return (answer[0], UInt32(bitPattern: answer[1]), UInt32(bitPattern: answer[2]))
    }

    private static func make(_ kind: Kind) throws(SystemCallError) -> Descriptor {
        Descriptor(owning: try check("socket", "AF_UNIX") { apus_local_socket(kind.raw) })
    }

    /// An address holds 107 bytes: a longer path goes through a descriptor of its directory.
    private static func withShortPath(
        _ path: String, _ body: (String) throws(SystemCallError) -> Void
    ) throws(SystemCallError) {
        guard path.utf8.count > 107, let slash = path.lastIndex(of: "/") else { return try body(path) }
        let directory = try open(String(path[..<slash]) + "/", [.path, .directory])
        try body("\(directory.procPath)/\(path[path.index(after: slash)...])")
    }
}

/// Both ends of a pair, to be taken apart.
public struct LocalSocketPair: ~Copyable {
    public let first: Descriptor
    public let second: Descriptor
    public init(first: consuming Descriptor, second: consuming Descriptor) {
        self.first = first
        self.second = second
    }

    /// Keeps one end and closes the other: what each side of a clone does.
    public consuming func keepingFirst() -> Descriptor { first }
    public consuming func keepingSecond() -> Descriptor { second }
}
