internal import ContainerState
internal import Linux

/// Takes over a container whose monitor was killed: it runs on, and so do its records.
enum Adoption {
    static func take(_ shared: Supervision) throws(MonitorFailure) {
        let state: RunState?
        do throws(StateError) { state = try RecordFile.read(RunState.self, from: shared.container.state) } catch {
            throw MonitorFailure(code: 125, error.message)
        }
        guard let state, state.bootID == shared.bootID else {
            throw MonitorFailure(code: 125, "the container \(shared.container.id) does not run: there is nothing to adopt")
        }
        do throws(SystemCallError) {
            let process = try openProcess(state.pid)
            guard ProcessIdentity.isAlive(pid: state.pid, start: state.processStart) else {
                throw SystemCallError(call: "pidfd_open", subject: "process \(state.pid)", errno: .noProcess)
            }
            shared.processDescriptor = consume process
        } catch {
            throw MonitorFailure("adopting the container \(shared.container.id)", error)
        }
        shared.process = state.pid
        shared.processStart = state.processStart
        shared.isAdopted = true
        shared.startedAt = state.startedAt
        shared.restartCount = state.restartCount
        shared.network = state.network
        // The pipes live as long as the container has them open: their other ends are opened through the process. What
        // the container has put in their place, or a terminal, cannot be had again.
        if shared.plan.log.driver != .passthrough {
            shared.output = pipe(of: state.pid, 1)
            shared.error = pipe(of: state.pid, 2)
        }
    }

    private static func pipe(of process: Int32, _ number: Int) -> Descriptor? {
        let path = "/proc/\(process)/fd/\(number)"
        guard let found = try? status(of: path), found.kind == .fifo else { return nil }
        return try? open(path, [.readOnly, .nonBlocking])
    }
}
