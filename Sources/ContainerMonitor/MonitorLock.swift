internal import ContainerState
internal import Linux

/// The lock of a container: byte 0 is the keeper's, byte 1 the worker's. Whoever asks looks at both. Byte 2 is held by
/// commands that work on the files of a container at rest (`FilesLock`): a start waits for them.
enum MonitorLock {
    static let keeper: Int64 = 0
    static let worker: Int64 = 1

    /// Whether a monitor has it whose container runs: that one stays.
    private static func runs(_ container: ContainerDirectory) -> Bool {
        guard let boot = try? BootIdentity.current(), let now = try? Liveness.of(container, bootID: boot),
            case .running(let run, supervised: true) = now
        else { return false }
        return ProcessIdentity.isAlive(pid: run.pid, start: run.processStart)
    }

    /// Takes the keeper's byte. A monitor that is just ending is waited for; one that stays makes this fail.
    static func take(_ container: ContainerDirectory, patience: Int64 = 10_000_000_000) throws(SystemCallError) -> Descriptor {
        let deadline = monotonicNanoseconds() + patience
        var step: Int64 = 200_000
        while true {
            try makeDirectories(container.runPath, mode: 0o711)
            let file: Descriptor
            do throws(SystemCallError) { file = try open(container.lock, [.readWrite, .create], mode: 0o600) } catch {
                if error.errno == .noEntry { continue }  // the ending monitor took the directory away in between
                throw error
            }
            if try RecordLock.take(file, start: keeper, length: 3) {
                // Only the file that has the name now is the lock: an ending monitor may have unlinked this one.
                let ours = try file.status()
                if let named = try? status(of: container.lock), named.inode == ours.inode, named.device == ours.device {
                    try RecordLock.drop(file, start: worker, length: 2)
                    return file
                }
            } else if monotonicNanoseconds() > deadline || runs(container) {
                throw SystemCallError(call: "lock", subject: container.lock, errno: .busy)
            } else {
                pause(nanoseconds: step)
                step = min(step * 2, 20_000_000)
            }
        }
    }
}
