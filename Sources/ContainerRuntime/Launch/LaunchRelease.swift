internal import OCISpecification
internal import Linux

/// Lets the program of a container run that an earlier `create` left waiting at its socket.
public enum LaunchRelease {
    /// Returns when the program runs; throws what kept it from running. The socket is gone afterwards.
    public static func start(_ directory: RuntimeDirectory, _ record: RuntimeRecord) throws(RuntimeError) {
        let path = directory.releasePath
        let connection: Descriptor
        do throws(SystemCallError) { connection = try LocalSocket.connect(.sequencedPackets, to: path) } catch {
            if error.errno == .noEntry || error.errno == .connectionRefused { throw notWaiting(directory.id) }
            throw RuntimeError(doing: "start container", subject: directory.id, cause: error)
        }
        let channel = BootstrapChannel(socket: connection)
        guard let first = try channel.receive(), first.bytes[0] == BootstrapMessage.Kind.starting.rawValue else {
            // Another `start` was quicker: the listener closed with the program's execve.
            throw notWaiting(directory.id)
        }
        try doing("remove", path) { () throws(SystemCallError) in try removeFile(path) }
        try SeccompHandover.waitForProgram(channel, directory.id) { (listener) throws(RuntimeError) in
            let configuration = try directory.configuration()
            try SeccompListener(configuration)?.hand(
                listener, process: record.pid, state: record.stateValue(.created, configuration.ociVersion))
        }
    }

    private static func notWaiting(_ id: String) -> RuntimeError {
        RuntimeError(
            .wrongState, doing: "start container", subject: id, cause: "it is not in the state \"created\"")
    }
}
