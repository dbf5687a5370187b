internal import ContainerRuntime
internal import Linux
internal import OCISpecification

/// Passes the word that a program is ready (`sd_notify(3)`) from a container to the service manager that started the runtime. Of all
/// that a program may say only that goes on: the container is not to speak for the service otherwise.
struct ReadinessRelay: ~Copyable {
    private static let inside = "/run/notify"
    private static let name = "notify.sock"

    private let socket: Descriptor
    private let manager: String

    /// The manager's socket; nil when nobody wants to hear.
    private static var wanted: String? {
        environmentVariable("NOTIFY_SOCKET").flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Gives the container a directory for the socket, which is made anew when it is started.
    static func announce(
        _ configuration: inout RuntimeConfiguration, _ directory: RuntimeDirectory
    ) throws(RuntimeError) {
        if wanted == nil { return }
        let path = "\(directory.path)/notify"
        do throws(SystemCallError) { try makeDirectory(path, mode: 0o755) } catch {
            throw RuntimeError(.refused, doing: "make the directory of NOTIFY_SOCKET", subject: path, cause: "\(error)")
        }
        configuration.mounts =
            (configuration.mounts ?? []) + [
                Mount(destination: inside, type: "bind", source: path, options: ["bind", "nosuid", "noexec", "nodev", "ro"])
            ]
        let others = (configuration.process?.env ?? []).filter { !$0.hasPrefix("NOTIFY_SOCKET=") }
        configuration.process?.env = others + ["NOTIFY_SOCKET=\(inside)/\(name)"]
    }

    /// Listens in that directory. Nil when nobody wants to hear, or the container was made when nobody did.
    static func listen(_ directory: RuntimeDirectory) throws(RuntimeError) -> ReadinessRelay? {
        guard let manager = wanted else { return nil }
        let path = "\(directory.path)/notify/\(name)"
        do throws(SystemCallError) {
            if try !exists("\(directory.path)/notify") { return nil }
            let socket = try LocalSocket.listen(.datagram, at: path)
            // For every user of the container.
            try setPermissions(path, 0o777)
            return ReadinessRelay(socket: socket, manager: manager)
        } catch { throw RuntimeError(.refused, doing: "listen for readiness at", subject: path, cause: "\(error)") }
    }

    /// Returns when the program is ready and the manager knows, or when it has ended.
    func wait(_ process: borrowing Descriptor) throws(RuntimeError) {
        do throws(SystemCallError) {
            let epoll = try Epoll()
            try epoll.add(socket.number, .readable, token: 0)
            try epoll.add(process.number, .readable, token: 1)
            while true {
                let ready = try epoll.wait(milliseconds: nil)
                if ready.contains(where: { $0.token == 0 }) {
                    if try hearsReady() { return try LocalSocket.connect(.datagram, to: manager).write("READY=1") }
                } else if ready.contains(where: { $0.token == 1 }) {
                    return
                }
            }
        } catch { throw RuntimeError(.refused, doing: "tell NOTIFY_SOCKET of readiness", subject: manager, cause: "\(error)") }
    }

    /// Takes one message. What the container sends beside words, or beyond measure, is no reason to end.
    private func hearsReady() throws(SystemCallError) -> Bool {
        do throws(SystemCallError) {
            let message = try socket.receive(upTo: 65536)
            return message.bytes.split(separator: 10).contains { $0.elementsEqual("READY=1".utf8) }
        } catch {
            if error.errno == .messageTooLong { return false }
            throw error
        }
    }

    /// Does the same in a process of its own, which ends with the program at the latest.
    consuming func waitAside(_ process: borrowing Descriptor) throws(RuntimeError) {
        do throws(SystemCallError) {
            guard case .child = try cloneProcess() else { return }
        } catch { throw RuntimeError(.refused, doing: "make a process that waits for readiness", cause: "\(error)") }
        // Who would hear of a failure has other things to do by now.
        _ = try? wait(process)
        CurrentProcess.exit(0)
    }
}
