public import ContainerState
internal import ControlGroups
internal import Linux

extension Engine {
    /// Removes a container with its anonymous volumes where `volumes` says so. A running one only with `force`; it is killed,
    /// or given `timeout` seconds to end.
    public func remove(
        _ container: ContainerDirectory, force: Bool, volumes: Bool = false, timeout: Int = 0
    ) throws(EngineError) {
        for _ in 0..<100 {
            let now: Liveness
            do throws(EngineError) { now = try liveness(container) } catch {
                guard force else { throw error }
                try endUnreadable(container)
                now = .exited(nil)
            }
            switch now {
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
                    throw EngineError(
                        .conflict, "cannot remove container \(container.id) as it is being started: use --force")
                }
                if case .starting = try settledLiveness(container, stopping: true) {
                    try endUnreadable(container)  // a start that hangs
                } else {
                    try stop(container, timeout: timeout)
                }
            case .created, .exited: break
            }
            // Another command may have started it in between.
            if try delete(container, volumes: volumes) { return }
        }
        throw EngineError(
            .conflict, "cannot remove container \(container.id): another command starts it again and again")
    }

    private func end(_ container: ContainerDirectory, _ run: RunState, timeout: Int) throws(EngineError) {
        if timeout > 0 {
            try stop(container, timeout: timeout)
            return
        }
        try markStopRequested(container)
        // Connected before the signal, so that the answer cannot be missed; a container without monitor is adopted by wait.
        let client = try MonitorClient.connect(container, hello: .hello(output: false, input: false))
        guard try isRunning(container, run) else { return }
        _ = try send(SignalNumber.kill, to: run)
        // Without a record that tells its control group it cannot have been paused by us.
        if let plan = try? plan(container) { try thaw(container, plan) }
        if let client {
            while let message = try client.receive() { if case .exited = message { return } }
        }
        guard try waitForEnd(container, of: run, milliseconds: 30_000) else {
            throw EngineError(.system, "the container \(container.id) was killed and has not ended within 30 seconds")
        }
    }

    /// Takes away what only a monitor that was killed leaves: its address and its control groups.
    private func cleanUpAfterMonitor(_ container: ContainerDirectory) throws(EngineError) {
        let isLeft = try system("looking for the monitor of \(container.id)") { () throws(SystemCallError) in
            // Its socket: killed before it wrote down what it began.
            if try exists(container.attachSocket) { return true }
            return try LeftoverRun.isThere(container)
        }
        // One that is there does it, after its answer.
        guard isLeft, try !state({ () throws(StateError) in try Liveness.isSupervised(container) }) else { return }
        try system("cleaning up after the monitor of \(container.id)") { () throws(SystemCallError) in
            try LeftoverRun.remove(container)
        }
        // Groups that cannot be found or removed are empty and cost nothing.
        guard let path = (try? plan(container))?.cgroupPath, !path.isEmpty, let layout = try? ControlGroupLayout.detect(),
            let group = try? ControlGroupPath(path)
        else { return }
        _ = try? ControlGroup.existing(group, layout: layout).delete()
    }

    /// False when it is running or being started. The lock keeps starts out until its files are gone.
    private func delete(_ container: ContainerDirectory, volumes: Bool) throws(EngineError) -> Bool {
        guard let lock = try FilesLock.take(container) else { return false }
        try delete(container, volumes: volumes, holding: lock)
        return true
    }

    private func delete(
        _ container: ContainerDirectory, volumes: Bool, holding lock: FilesLock
    ) throws(EngineError) {
        // A container whose record is damaged is removed all the same; its name is taken back when somebody wants it.
        let found = (try? RecordFile.read(ContainerRecord.self, from: container.record)) ?? nil
        try cleanUpAfterMonitor(container)
        let trash = "\(locations.trash)/\(container.id).\(CurrentProcess.identifier)"
        do throws(SystemCallError) { try Linux.rename(container.path, to: trash) } catch {
            // Another command, or --rm, removed it in the meantime: then there is nothing left to do.
            if error.errno == .noEntry {
                _ = try? lock.removeRunDirectory(of: container)  // made by taking the lock
                return
            }
            throw EngineError("removing \(container.path)", error)
        }
        // After the files: a command that is killed in between leaves a name without container, which is free for everybody.
        try state { () throws(StateError) in
            if let name = found?.name {
                try names.releaseGone(name, of: container.id)
            } else {
                try names.releaseAll(of: container.id)
            }
        }
        do throws(SystemCallError) {
            try lock.removeRunDirectory(of: container)
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
