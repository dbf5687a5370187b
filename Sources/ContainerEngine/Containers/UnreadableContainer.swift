internal import ContainerState
internal import ControlGroups
internal import Linux

extension Engine {
    /// Ends a container whose `state.json` was damaged by somebody, or whose start hangs: nothing tells then which process to signal, but
    /// the container must not be there for ever. What is in its control group is killed, and what its monitor's keeper is the parent of.
    func endUnreadable(_ container: ContainerDirectory) throws(EngineError) {
        // A plan that is damaged names no group: then it is the usual one.
        let path = (try? plan(container))?.cgroupPath ?? "\(containersGroup)/\(container.id)"
        // Without control groups there is nothing of them to take away.
        if let layout = try? ControlGroupLayout.detect(), let path = try? ControlGroupPath(path) {
            _ = try? ControlGroup.existing(path, layout: layout).delete()  // an ordinary user's has none
        }
        killChildren(of: container)
        // Its monitor sees that, and cleans up; one that was killed has to be stood in for.
        let deadline = monotonicNanoseconds() + 10_000_000_000
        while try state({ () throws(StateError) in try Liveness.isSupervised(container) }) {
            guard monotonicNanoseconds() < deadline else {
                throw EngineError(
                    .system,
                    "what runs of the container \(container.id) cannot be told from \(container.state), and its monitor does not end: "
                        + "kill the process that holds \(container.lock)")
            }
            Linux.pause(nanoseconds: 5_000_000)
        }
        _ = try? removeFile(container.state)
    }

    /// Kills the children of the keeper but for the worker. What cannot be looked at or opened has ended.
    private func killChildren(of container: ContainerDirectory) {
        // A lock that cannot be read has no holder that we could find.
        guard let lock = try? open(container.lock, .readWrite),
            let keeper = try? RecordLock.holder(lock, start: 0, length: 1)
        else { return }
        // Not to be able to ask is as if there were none.
        let worker = (try? RecordLock.holder(lock, start: 1, length: 1)) ?? nil
        let parent = "\nPPid:\t\(keeper)\n"
        // Without /proc nobody can be found.
        for process in ((try? Linux.names(in: "/proc")) ?? []).compactMap({ Int32("\($0)") }) where process != worker {
            // Opened before it is looked at: its number may be another's a moment later.
            guard let handle = try? openProcess(process), let status = try? readFile("/proc/\(process)/status", limit: 8192),
                String(decoding: status, as: UTF8.self).contains(parent)
            else { continue }
            _ = try? sendSignal(SignalNumber.kill, to: handle)
        }
    }
}
