internal import CLinux
internal import Glibc

/// A limit on what a process may use (`prlimit(2)`); `UInt64.max` is none.
public struct ResourceLimit: Hashable, Sendable {
    /// The kernel's numbers on every architecture but alpha, mips and sparc.
    public enum Resource: CInt, CaseIterable, Sendable {
        case cpu = 0
        case fileSize, data, stack, core, residentSet, processes, openFiles, lockedMemory, addressSpace, locks
        case pendingSignals, messageQueues, nice, realtimePriority, realtimeTime

        /// The name that the OCI runtime specification uses.
        public var name: String {
            switch self {
            case .cpu: "RLIMIT_CPU"
            case .fileSize: "RLIMIT_FSIZE"
            case .data: "RLIMIT_DATA"
            case .stack: "RLIMIT_STACK"
            case .core: "RLIMIT_CORE"
            case .residentSet: "RLIMIT_RSS"
            case .processes: "RLIMIT_NPROC"
            case .openFiles: "RLIMIT_NOFILE"
            case .lockedMemory: "RLIMIT_MEMLOCK"
            case .addressSpace: "RLIMIT_AS"
            case .locks: "RLIMIT_LOCKS"
            case .pendingSignals: "RLIMIT_SIGPENDING"
            case .messageQueues: "RLIMIT_MSGQUEUE"
            case .nice: "RLIMIT_NICE"
            case .realtimePriority: "RLIMIT_RTPRIO"
            case .realtimeTime: "RLIMIT_RTTIME"
            }
        }

        public init?(name: String) {
            for resource in Self.allCases where resource.name == name {
                self = resource
                return
            }
            return nil
        }
    }

    public var soft: UInt64
    public var hard: UInt64

    public init(soft: UInt64, hard: UInt64) {
        self.soft = soft
        self.hard = hard
    }

    /// Sets the limit of a process; 0 is the caller.
    public func apply(to resource: Resource, process: CInt = 0) throws(SystemCallError) {
        try check("prlimit", resource.name) { apus_prlimit(process, resource.rawValue, soft, hard, nil) }
    }

    public static func current(_ resource: Resource, process: CInt = 0) throws(SystemCallError) -> ResourceLimit {
        var limits: [UInt64] = [0, 0]
        try unsafe limits.withUnsafeMutableBufferPointer { (buffer) throws(SystemCallError) in
            _ = try check("prlimit", resource.name) {
                unsafe apus_prlimit(process, resource.rawValue, 0, 0, buffer.baseAddress!)
            }
        }
        return ResourceLimit(soft: limits[0], hard: limits[1])
    }
}
