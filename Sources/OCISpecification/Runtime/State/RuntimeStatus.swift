public import JSONText

/// Where a container is in its life.
public enum RuntimeStatus: String, JSONStringValue, Hashable, Sendable {
    case creating
    /// Made, and waiting to be started.
    case created
    case running
    case stopped
    /// An extension of runc's: its processes are frozen.
    case paused
}
