internal import OCISpecification
internal import ContainerRuntime
internal import Linux

/// What is left to do once the first process of a container runs.
enum Completion {
    /// Writes the record, waits until the container is complete, hands the terminal over, writes the process number.
    static func finish(_ launch: inout Launch, _ source: ContainerSource, permitting: Bool) throws(RuntimeError) {
        do throws(RuntimeError) { try source.remember(launch) } catch {
            launch.abandon()
            throw error
        }
        let options = source.options
        let receivers = [options.pidfdSocket, source.configuration.annotations?["run.oci.pidfd_receiver"]].compactMap { $0 }
        if permitting && options.consoleSocket == nil && options.pidFile == nil && receivers.isEmpty { try launch.permitStart() }
        try launch.waitUntilReady()
        do throws(RuntimeError) {
            if let socket = source.options.consoleSocket, let terminal = launch.takeTerminal() {
                try send(terminal, to: socket)
            }
            for receiver in receivers { try send(launch.pidfd, named: "pidfd", to: receiver) }
            try writeProcessNumber(launch.pid, to: source.options.pidFile)
        } catch {
            launch.abandon()
            throw error
        }
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
