internal import Linux

/// What is true of a container at this moment, read from where it is kept: a lock, a process, records. Never remembered.
package enum Liveness: Sendable {
    /// It never ran, or what it did is gone with an earlier boot.
    case created
    /// A monitor is about to start it, or waits to start it again.
    case starting
    /// It runs; `supervised` is false when both processes of its monitor are gone.
    case running(RunState, supervised: Bool)
    /// It ended. Nil when it ended without anybody to see how.
    case exited(ExitRecord?)

    package static func of(_ container: ContainerDirectory, bootID: String) throws(StateError) -> Liveness {
        let supervised = try isSupervised(container)
        if let state = try RecordFile.read(RunState.self, from: container.state), state.bootID == bootID {
            if supervised { return .running(state, supervised: true) }
            if ProcessIdentity.isAlive(pid: state.pid, start: state.processStart) {
                return .running(state, supervised: false)
            }
            // The monitor ended between our two looks, or died with the container.
            if let exit = try exitRecord(container), exit.finishedAt >= state.startedAt { return .exited(exit) }
            return .exited(nil)
        }
        if supervised { return .starting }
        if let exit = try exitRecord(container) { return .exited(exit) }
        return .created
    }

    package static func exitRecord(_ container: ContainerDirectory) throws(StateError) -> ExitRecord? {
        try RecordFile.read(ExitRecord.self, from: container.exit)
    }

    /// Whether a process of a monitor holds the lock.
    package static func isSupervised(_ container: ContainerDirectory) throws(StateError) -> Bool {
        do throws(SystemCallError) {
            let lock = try open(container.lock, .readWrite)
            return try RecordLock.holder(lock) != nil
        } catch {
            if error.errno == .noEntry || error.errno == .notDirectory { return false }
            throw StateError("asking who holds \(container.lock)", error)
        }
    }
}
