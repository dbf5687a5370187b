/// What the processes of a group have used, as plain figures; nil where a controller is not there.
public struct ResourceStatistics: Hashable, Sendable {
    public struct CPU: Hashable, Sendable {
        /// Nanoseconds.
        public var total: UInt64 = 0
        public var user: UInt64 = 0
        public var kernel: UInt64 = 0
        /// By CPU, in nanoseconds; empty in version 2.
        public var perCPU: [UInt64] = []
        public var periods: UInt64 = 0
        public var throttledPeriods: UInt64 = 0
        /// Nanoseconds.
        public var throttledTime: UInt64 = 0
    }

    public struct Memory: Hashable, Sendable {
        /// Bytes.
        public var usage: UInt64 = 0
        /// `UInt64.max` is no limit.
        public var limit: UInt64 = .max
        /// The most there ever was; nil where the kernel does not tell (version 2 before 5.19).
        public var peak: UInt64?
        public var failures: UInt64 = 0
        /// Pages of files.
        public var cache: UInt64 = 0
        /// Pages of files not used lately: what `stats` takes off the usage.
        public var inactiveFile: UInt64 = 0
        public var anonymous: UInt64 = 0
        /// Swap alone, in both versions.
        public var swapUsage: UInt64?
        public var swapLimit: UInt64?
        public var kernelUsage: UInt64?
        public var kernelTCPUsage: UInt64?
        public var usesHierarchy = true
        /// All of `memory.stat`, in its order.
        public var details: [Detail] = []
        /// How many processes the kernel killed because the limit was reached.
        public var outOfMemoryKills: UInt64 = 0

        public struct Detail: Hashable, Sendable {
            public var name: String
            public var value: UInt64
        }

        /// The usage as docker and podman show it: without pages of files that could be dropped at once.
        public var withoutInactiveFile: UInt64 { usage > inactiveFile ? usage - inactiveFile : 0 }
    }

    public struct Processes: Hashable, Sendable {
        public var current: UInt64 = 0
        /// `UInt64.max` is no limit.
        public var limit: UInt64 = .max
    }

    public struct BlockDevice: Hashable, Sendable {
        public var major: UInt64
        public var minor: UInt64
        public var readBytes: UInt64 = 0
        public var writtenBytes: UInt64 = 0
        public var reads: UInt64 = 0
        public var writes: UInt64 = 0
        public var discardedBytes: UInt64 = 0
        public var discards: UInt64 = 0
    }

    public struct HugePages: Hashable, Sendable {
        public var size: String
        public var usage: UInt64 = 0
        public var peak: UInt64?
        public var failures: UInt64 = 0
    }

    public var cpu: CPU?
    public var memory: Memory?
    public var processes: Processes?
    public var blockDevices: [BlockDevice] = []
    public var hugePages: [HugePages] = []

    public init() {}

    public var readBytes: UInt64 { blockDevices.reduce(0) { $0 &+ $1.readBytes } }
    public var writtenBytes: UInt64 { blockDevices.reduce(0) { $0 &+ $1.writtenBytes } }
}
