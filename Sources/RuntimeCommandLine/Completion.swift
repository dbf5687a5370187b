internal import OCISpecification
internal import ContainerRuntime
internal import Linux

/// What is left to do once the first process of a container runs.
enum Completion {
    /// Writes the record, waits until the container is complete, hands out what was asked for.
    static func finish(_ launch: inout Launch, _ source: ContainerSource) throws(RuntimeError) {
        do throws(RuntimeError) { try source.container.directory.remember(launch, of: source.bundle) } catch {
            launch.abandon()
            throw error
        }
        let options = source.options
        if options.consoleSocket == nil && options.pidFile == nil && receivers(source).isEmpty { try launch.permitStart() }
        try launch.waitUntilReady()
        do throws(RuntimeError) { try handOut(&launch, source) } catch {
            launch.abandon()
            throw error
        }
    }

    /// Hands the terminal and the process's descriptor over, writes the process number.
    static func handOut(_ launch: inout Launch, _ source: ContainerSource) throws(RuntimeError) {
        if let socket = source.options.consoleSocket, let terminal = launch.takeTerminal() { try send(terminal, to: socket) }
        for receiver in receivers(source) { try send(launch.pidfd, named: "pidfd", to: receiver) }
        try writeProcessNumber(launch.pid, to: source.options.pidFile)
    }

    private static func receivers(_ source: ContainerSource) -> [String] {
        [source.options.pidfdSocket, source.bundle.configuration.annotations?["run.oci.pidfd_receiver"]].compactMap { $0 }
    }

    /// The message is the name of the terminal, as runc sends it.
    static func send(_ terminal: consuming Descriptor, to socket: String) throws(RuntimeError) {
        try send(terminal, named: "/dev/ptmx", to: socket)
    }

    /// Sends a descriptor to whoever listens.
    static func send(_ descriptor: borrowing Descriptor, named name: String, to socket: String) throws(RuntimeError) {
        do throws(SystemCallError) {
            let connection = try LocalSocket.connect(.stream, to: socket)
            try connection.send(Array(name.utf8), descriptors: [descriptor.number])
        } catch { throw RuntimeError(doing: "send \(name) to", subject: socket, cause: error) }
    }

    static func writeProcessNumber(_ pid: Int32, to path: String?) throws(RuntimeError) {
        guard let path, !path.isEmpty else { return }
        do throws(SystemCallError) { try writeNamedFile(path, with: Array("\(pid)".utf8)) } catch {
            throw RuntimeError(doing: "write the process number to", subject: path, cause: error)
        }
    }
}
