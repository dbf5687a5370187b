internal import Linux

/// What is true of a container at this moment, read from where it is kept: a lock, a process, records. Never remembered.
public enum Liveness: Sendable {
    /// It never ran.
    case created
    /// A monitor is about to start it, or waits to start it again.
    case starting
    /// It runs; `supervised` is false when both processes of its monitor are gone.
    case running(RunState, supervised: Bool)
    /// It ended. Nil when it ended without anybody to see how.
    case exited(ExitRecord?)

    public static func of(_ container: ContainerDirectory, bootID: String) throws(StateError) -> Liveness {
        let supervised = try isSupervised(container)
        if let state = try runState(container, bootID: bootID) {
            if supervised { return .running(state, supervised: true) }
            if ProcessIdentity.isAlive(pid: state.pid, start: state.processStart) {
                return .running(state, supervised: false)
            }
            // The monitor ended between our two looks, or died with the container.
            if let exit = try exitRecord(container), exit.finishedAt >= state.startedAt { return .exited(exit) }
            return .exited(nil)
        }
        if supervised { return .starting }
        let exit = try exitRecord(container)
        guard let started = try StartMark.read(container) else { return exit.map { .exited($0) } ?? .created }
        if let exit, exit.startedAt == started || exit.finishedAt >= started { return .exited(exit) }
        // It ran when the machine went down. Or it has been started since we looked for its monitor.
        return try isSupervised(container) ? of(container, bootID: bootID) : .exited(nil)
    }

    /// What runs in this boot. Of an earlier one it counts for nothing, whole or not.
    private static func runState(_ container: ContainerDirectory, bootID: String) throws(StateError) -> RunState? {
        do throws(StateError) {
            guard let state = try RecordFile.read(RunState.self, from: container.state) else { return nil }
            return state.bootID == bootID ? state : nil
        } catch {
            if let boot = RecordFile.bootID(of: container.state), boot != bootID { return nil }
            throw error
        }
    }

    public static func exitRecord(_ container: ContainerDirectory) throws(StateError) -> ExitRecord? {
        try RecordFile.read(ExitRecord.self, from: container.exit)
    }

    /// Whether a process of a monitor holds the lock.
    public static func isSupervised(_ container: ContainerDirectory) throws(StateError) -> Bool {
        do throws(SystemCallError) {
            let lock = try open(container.lock, .readWrite)
            return try RecordLock.holder(lock) != nil
        } catch {
            if error.errno == .noEntry || error.errno == .notDirectory { return false }
            throw StateError("asking who holds \(container.lock)", error)
        }
    }
}

extension RunState {
    /// Whether both are of one start of the container.
    public func isSameRun(as other: RunState) -> Bool { pid == other.pid && processStart == other.processStart }
}
