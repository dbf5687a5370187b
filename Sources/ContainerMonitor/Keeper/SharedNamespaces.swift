internal import ContainerState
internal import Linux
internal import OCISpecification

/// The namespaces that a container shares with others: found anew at each start, since they belong to processes of the others, which
/// may have been started again since, and whose numbers may be those of anything by now.
struct SharedNamespaces {
    let owners: [String: String]
    let shared: Supervision

    func apply(to configuration: inout RuntimeConfiguration) throws(MonitorFailure) {
        guard var list = configuration.linux?.namespaces else { return }
        for index in list.indices {
            guard let owner = owners[list[index].type] else { continue }
            let process = try process(of: owner, for: list[index].type)
            list[index].path = "/proc/\(process)/ns/\(Self.file(list[index].type))"
            if list[index].type == "ipc" { shareMemory(with: process, &configuration) }
        }
        configuration.linux?.namespaces = list
    }

    private func process(of owner: String, for kind: String) throws(MonitorFailure) -> Int32 {
        let container = shared.container.locations.container(owner)
        do throws(StateError) {
            if case .running(let run, _) = try Liveness.of(container, bootID: shared.bootID) { return run.pid }
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
