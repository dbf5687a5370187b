internal import ContainerState
internal import Linux

/// The right to change the files of a container that does not run: byte 2 of its lock file.
///
/// Bytes 0 and 1 are the monitor's, which takes all three before it starts: so nobody mounts an upper directory twice,
/// which overlayfs would let happen and which corrupts it. Nothing else may open the lock file while this lives:
/// closing any descriptor of it drops the lock (fcntl(2)).
final class FilesLock {
    private static let files: Int64 = 2
    private let file: Descriptor

    private init(_ file: consuming Descriptor) { self.file = file }

    /// Removes the run directory of the container, the lock's file last.
    func removeRunDirectory(of container: ContainerDirectory) throws(SystemCallError) {
        try container.removeRunDirectory(holding: file)
    }

    /// Takes it, waiting for other commands that have it; nil when the container runs, or is just being started.
    static func take(_ container: ContainerDirectory, patience: Int64 = 30_000_000_000) throws(EngineError)
        -> FilesLock?
    {
        let deadline = monotonicNanoseconds() + patience
        var step: Int64 = 500_000
        do throws(SystemCallError) {
            while true {
                let file: Descriptor
                do throws(SystemCallError) {
                    try makeDirectories(container.runPath, mode: 0o711)
                    file = try open(container.lock, [.readWrite, .create], mode: 0o600)
                } catch {
                    // An ending monitor, or a removal, takes the directory away between the two.
                    guard error.errno == .noEntry, monotonicNanoseconds() < deadline else { throw error }
                    continue
                }
                if try RecordLock.take(file, start: files, length: 1) {
                    if try RecordLock.holder(file, start: 0, length: 2) != nil { return nil }
                    // An ending monitor unlinks its file: only the one that has the name now counts.
                    let ours = try file.status()
                    if let named = try? status(of: container.lock), named.inode == ours.inode,
                        named.device == ours.device
                    {
                        return FilesLock(file)
                    }
                    continue
                }
                if try RecordLock.holder(file, start: 0, length: 2) != nil { return nil }
                guard monotonicNanoseconds() < deadline else {
                    throw SystemCallError(call: "lock", subject: container.lock, errno: .busy)
                }
                pause(nanoseconds: step)
                step = min(step * 2, 50_000_000)
            }
        } catch {
            throw EngineError("waiting for another command that works on the files of \(container.id)", error)
        }
    }
}
