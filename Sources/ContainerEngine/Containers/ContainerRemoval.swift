package import ContainerState
internal import Linux

extension Engine {
    /// Removes a container with its anonymous volumes where `volumes` says so. A running one only with `force`; it is killed,
    /// or given `timeout` seconds to end.
    package func remove(
        _ container: ContainerDirectory, force: Bool, volumes: Bool = false, timeout: Int = 0
    ) throws(EngineError) {
        switch try liveness(container) {
        case .running(let run, _):
            guard force else {
                throw EngineError(
                    .conflict,
                    "cannot remove container \(container.id) as it is running - running or paused containers cannot be removed "
                        + "without force: stop it first, or use --force")
            }
            try end(container, run, timeout: timeout)
        case .starting:
            guard force else {
                throw EngineError(.conflict, "cannot remove container \(container.id) as it is being started: use --force")
            }
            try stop(container, timeout: timeout)
        case .created, .exited: break
        }
        try delete(container, volumes: volumes)
    }

    private func end(_ container: ContainerDirectory, _ run: RunState, timeout: Int) throws(EngineError) {
        if timeout > 0 {
            try stop(container, timeout: timeout)
            return
        }
        try markStopRequested(container)
        // Connected before the signal, so that the answer cannot be missed; a container without monitor is adopted by wait.
        let client = try MonitorClient.connect(container, hello: .hello(output: false, input: false))
        _ = try send(SignalNumber.kill, to: run)
        try thaw(container, plan(container))
        if let client {
            while let message = try client.receive() { if case .exited = message { return } }
        }
        guard try waitForEnd(container, milliseconds: 30_000) else {
            throw EngineError(.system, "the container \(container.id) was killed and has not ended within 30 seconds")
        }
    }

    private func delete(_ container: ContainerDirectory, volumes: Bool) throws(EngineError) {
        // A container whose record is damaged is removed all the same; its name is taken back when somebody wants it.
        let found = (try? RecordFile.read(ContainerRecord.self, from: container.record)) ?? nil
        if let name = found?.name {
            try state { () throws(StateError) in try names.release(name, of: container.id) }
        }
        let trash = "\(locations.trash)/\(container.id).\(CurrentProcess.identifier)"
        do throws(SystemCallError) { try Linux.rename(container.path, to: trash) } catch {
            // Another command, or --rm, removed it in the meantime: then there is nothing left to do.
            if error.errno == .noEntry { return }
            throw EngineError("removing \(container.path)", error)
        }
        do throws(SystemCallError) {
            try removeTree(container.runPath)
            try removeTree(trash)
        } catch { throw EngineError("removing the files of \(container.id), now in \(trash)", error) }
        if volumes, let found {
            for mount in found.mounts where mount.isAnonymous {
                try system("removing the volume \(mount.name)") { () throws(SystemCallError) in
                    try removeTree("\(locations.volumes)/\(mount.name)")
                }
            }
        }
    }
}
