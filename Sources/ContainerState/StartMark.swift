public import Linux

/// The note in a container's own directory that it was started: after a reboot, which empties the run directory, nothing
/// else tells a container that was running from one that never ran.
///
/// A symlink whose target is the moment in nanoseconds: made and read in one call, and never half of it.
public enum StartMark {
    public static func make(_ container: ContainerDirectory, at moment: Timestamp) throws(SystemCallError) {
        do throws(SystemCallError) { try makeSymlink(container.started, to: String(moment.nanoseconds)) } catch {
            guard error.errno == .exists else { throw error }
            try removeFile(container.started)
            try makeSymlink(container.started, to: String(moment.nanoseconds))
        }
    }

    /// When the container was last started; nil when it never was.
    public static func read(_ container: ContainerDirectory) throws(StateError) -> Timestamp? {
        do throws(SystemCallError) {
            return Int64(try readSymlink(container.started).display).map { Timestamp(nanoseconds: $0) }
        } catch {
            if error.errno == .noEntry || error.errno == .notDirectory || error.errno == .invalid { return nil }
            throw StateError("reading \(container.started)", error)
        }
    }
}
