internal import JSONText
internal import Linux
public import OCISpecification

/// Who answers the system calls that a filter asks about (`SCMP_ACT_NOTIFY`): an agent behind a socket.
public struct SeccompListener: Sendable {
    /// Of a stream socket that the agent listens on.
    let path: String
    let metadata: String?
    let version: String

    /// Nil when the configuration names none.
    public init?(_ configuration: borrowing RuntimeConfiguration) throws(RuntimeError) {
        let seccomp = configuration.linux?.seccomp
        var path = seccomp?.listenerPath ?? ""
        // crun's older way to say it.
        if path.isEmpty { path = configuration.annotations?["run.oci.seccomp.receiver"] ?? "" }
        if path.isEmpty {
            if let metadata = seccomp?.listenerMetadata, !metadata.isEmpty {
                throw .invalid("linux.seccomp.listenerMetadata", "it needs listenerPath")
            }
            return nil
        }
        guard path.hasPrefix("/") else {
            throw .invalid("linux.seccomp.listenerPath", "\"\(path)\" is not an absolute path")
        }
        self.path = path
        metadata = seccomp?.listenerMetadata
        version = configuration.ociVersion
    }

    /// Refuses what could never be answered. The process that loads the filter hands the listener over by `sendmsg`: a filter
    /// that asks about that call too would wait for an agent that cannot know of it yet.
    static func check(_ profile: LinuxSeccomp, _ listener: SeccompListener?) throws(RuntimeError) {
        if profile.defaultAction == "SCMP_ACT_NOTIFY" {
            throw .invalid("linux.seccomp.defaultAction", "SCMP_ACT_NOTIFY cannot be the default")
        }
        for (index, rule) in (profile.syscalls ?? []).enumerated() where rule.action == "SCMP_ACT_NOTIFY" {
            if listener == nil {
                throw .invalid("linux.seccomp.listenerPath", "syscalls[\(index)] has SCMP_ACT_NOTIFY, which needs it")
            }
            if rule.names.contains("sendmsg") {
                throw .unsupported(
                    "linux.seccomp.syscalls[\(index)]",
                    "SCMP_ACT_NOTIFY for sendmsg: the listener is handed over by that very call")
            }
        }
    }

    /// Sends the listener to the agent with the state of the container (OCI runtime specification, "The Container Process State").
    func hand(_ listener: borrowing Descriptor, process: CInt, state: RuntimeState) throws(RuntimeError) {
        let told = ContainerProcessState(
            ociVersion: version, fds: ["seccompFd"], pid: process, metadata: metadata ?? "", state: state)
        do {
            let text = try JSON.encode(told)
            let connection = try LocalSocket.connect(.stream, to: path)
            try connection.send(text, descriptors: [listener.number])
        } catch {
            throw RuntimeError(
                .refused, doing: "send the seccomp listener to linux.seccomp.listenerPath", subject: path, cause: "\(error)")
        }
    }
}
