internal import ContainerRuntime
internal import ContainerState
internal import Linux
internal import OCISpecification

/// The namespaces that a container shares with others: found anew at each start, since they belong to processes of the others, which
/// may have been started again since, and whose numbers may be those of anything by now.
struct SharedNamespaces {
    let owners: [String: String]
    let shared: Supervision
    /// Whose namespaces were found.
    private var found: [RunState] = []

    init(owners: [String: String], shared: Supervision) {
        self.owners = owners
        self.shared = shared
    }

    mutating func apply(to configuration: inout RuntimeConfiguration) throws(MonitorFailure) {
        guard var list = configuration.linux?.namespaces else { return }
        for index in list.indices {
            guard let owner = owners[list[index].type] else { continue }
            let run = try run(of: owner, for: list[index].type)
            found.append(run)
            let process = run.pid
            list[index].path = "/proc/\(process)/ns/\(Self.file(list[index].type))"
            if list[index].type == "ipc" { shareMemory(with: process, &configuration) }
        }
        configuration.linux?.namespaces = list
    }

    /// Once all is open that was found by number: a number whose process still is the one it was then has named no other meanwhile.
    func confirm() throws(RuntimeError) { try Self.confirm(found) }

    static func confirm(_ found: [RunState]) throws(RuntimeError) {
        for run in found where !ProcessIdentity.isAlive(pid: run.pid, start: run.processStart) {
            throw RuntimeError(
                .wrongState, doing: "join the namespaces of another container", subject: "process \(run.pid)",
                cause: "it ended meanwhile; start that container again first")
        }
    }

    private func run(of owner: String, for kind: String) throws(MonitorFailure) -> RunState {
        let container = shared.container.locations.container(owner)
        do throws(StateError) {
            if case .running(let run, _) = try Liveness.of(container, bootID: shared.bootID) { return run }
        } catch { throw MonitorFailure(code: 125, error.message) }
        throw MonitorFailure(
            code: 125,
            "cannot join the \(kind) namespace of the container \(owner): it is not running. Start it first")
    }

    /// POSIX shared memory belongs to the ipc namespace for those who use it, though it is a mount.
    private func shareMemory(with process: Int32, _ configuration: inout RuntimeConfiguration) {
        guard var mounts = configuration.mounts else { return }
        for index in mounts.indices
        where mounts[index].destination == "/dev/shm" && mounts[index].source?.hasPrefix("/proc/") == true {
            mounts[index].source = "/proc/\(process)/root/dev/shm"
        }
        configuration.mounts = mounts
    }

    private static func file(_ kind: String) -> String {
        switch kind {
        case "network": "net"
        case "mount": "mnt"
        default: kind
        }
    }
}
