public import ContainerState
public import Linux

/// The command's end of the conversation with a container's monitor.
public struct MonitorClient: ~Copyable {
    public let socket: Descriptor

    init(socket: consuming Descriptor) { self.socket = socket }

    /// Starts a monitor for a container and becomes its first client. With `standardStreams` the container gets the
    /// caller's own standard input, output and error (the passthrough log driver). `terminalSize` is what its terminal
    /// begins with.
    static func spawn(
        _ container: ContainerDirectory, program: String, hello: AttachMessage, group: String?, adopts: Bool = false,
        standardStreams: Bool = false, preservedDescriptors: Int = 0, terminalSize: WindowSize? = nil
    ) throws(EngineError) -> MonitorClient {
        try spawn(
            container.locations, id: container.id, program: program, hello: hello, group: group, adopts: adopts,
            standardStreams: standardStreams, preservedDescriptors: preservedDescriptors, terminalSize: terminalSize)
    }

    /// Starts a monitor; without an id it waits to be told one. With `ownsNetwork` it makes a network namespace meanwhile. `group` is the
    /// unit that it moves to.
    static func spawn(
        _ locations: StateLocations, id: String?, program: String, hello: AttachMessage? = nil, group: String?, adopts: Bool = false,
        ownsNetwork: Bool = false, standardStreams: Bool, preservedDescriptors: Int, terminalSize: WindowSize?
    ) throws(EngineError) -> MonitorClient {
        let pair = try system("making a socket for the monitor") { () throws(SystemCallError) in
            try LocalSocket.pair(.sequencedPackets)
        }
        // It is there before the monitor, and with it before all that the container may say.
        if let hello {
            try system("greeting the monitor") { () throws(SystemCallError) in try pair.first.send(hello.packet) }
        }
        var arguments = [program, "monitor", "--root", locations.root, "--runroot", locations.runRoot]
        if adopts { arguments.append("--adopt") }
        if id == nil { arguments.append("--wait") }
        if ownsNetwork { arguments.append("--own-network") }
        if let group { arguments += ["--group", group] }
        if let terminalSize { arguments += ["--terminal-size", "\(terminalSize.rows)x\(terminalSize.columns)"] }
        arguments.append(id ?? String(repeating: "0", count: 64))
        var places = (0..<3).map { DescriptorPlace(from: standardStreams ? CInt($0) : nil, to: CInt($0)) }
        // Descriptor 3 may be one of those to be passed on: they move up by one.
        for number in stride(from: preservedDescriptors - 1, through: 0, by: -1) {
            places.append(DescriptorPlace(from: CInt(3 + number), to: CInt(4 + number)))
        }
        places.append(DescriptorPlace(from: pair.second.number, to: 3))
        // So the monitor need not protect itself by executing itself once more.
        let tree = readOnlyProgram(program)
        do throws(SystemCallError) {
            _ = try spawnProgram(
                procPath(of: tree) ?? program, arguments: arguments, environment: environmentWithoutBacktracer(),
                places: places)
        } catch {
            throw EngineError(
                .system,
                "starting the monitor \(program): \(error.errno.words). apus-runtime is installed beside apus; "
                    + "APUS_RUNTIME names another place")
        }
        return MonitorClient(socket: pair.keepingFirst())
    }

    private static func procPath(of program: borrowing Descriptor?) -> String? {
        switch program {
        case .some(let program): program.procPath
        case .none: nil
        }
    }

    /// Connects to the monitor of a container that runs; nil when there is none.
    static func connect(_ container: ContainerDirectory, hello: AttachMessage) throws(EngineError) -> MonitorClient? {
        do throws(SystemCallError) {
            let socket = try LocalSocket.connect(.sequencedPackets, to: container.attachSocket)
            try socket.send(hello.packet)
            return MonitorClient(socket: socket)
        } catch {
            switch error.errno {
            case .noEntry, .connectionRefused, .brokenPipe, .connectionReset, .notDirectory: return nil
            default: throw EngineError("connecting to the monitor of \(container.id)", error)
            }
        }
    }

    /// The next message, or nil when the monitor is gone. Messages that this version does not know are passed over.
    public func receive() throws(EngineError) -> AttachMessage? {
        while true {
            let bytes: [UInt8]
            do throws(SystemCallError) { bytes = try socket.receive(upTo: AttachMessage.packetLimit).bytes } catch {
                // It ended with words of ours unread. The kernel says so once, and then gives its last words.
                if error.errno == .connectionReset { continue }
                throw EngineError("reading from the monitor", error)
            }
            if bytes.isEmpty { return nil }
            if let message = AttachMessage(packet: bytes) { return message }
        }
    }

    public func send(_ message: AttachMessage) throws(EngineError) {
        do throws(SystemCallError) { try socket.send(message.packet) } catch {
            // The monitor is gone: whoever reads next sees it.
            if error.errno != .brokenPipe && error.errno != .connectionReset {
                throw EngineError("writing to the monitor", error)
            }
        }
    }

    /// Waits until the container runs. Output that comes before that is not asked for by this kind of client.
    public func waitUntilStarted(notice: (String) -> Void = { _ in }) throws(EngineError) -> Int32 {
        while true {
            switch try receive() {
            case .started(let pid): return pid
            case .notice(let text): notice(text)
            case .failed(let code, let message): throw EngineError(failure: code, message)
            case nil:
                throw EngineError(
                    .system, "the monitor ended before the container was started: it was killed, or could not be executed")
            default: continue
            }
        }
    }
}

extension EngineError {
    /// What a monitor tells of a start that failed.
    public init(failure code: UInt8, _ message: String) {
        self.init(code == 127 ? .programNotFound : code == 126 ? .notExecutable : .system, message)
    }
}
