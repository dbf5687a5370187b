/// What the processes of a group have used, as plain figures; nil where a controller is not there.
package struct ResourceStatistics: Hashable, Sendable {
    package struct CPU: Hashable, Sendable {
        /// Nanoseconds.
        package var total: UInt64 = 0
        package var user: UInt64 = 0
        package var kernel: UInt64 = 0
        /// By CPU, in nanoseconds; empty in version 2.
        package var perCPU: [UInt64] = []
        package var periods: UInt64 = 0
        package var throttledPeriods: UInt64 = 0
        /// Nanoseconds.
        package var throttledTime: UInt64 = 0
    }

    package struct Memory: Hashable, Sendable {
        /// Bytes.
        package var usage: UInt64 = 0
        /// `UInt64.max` is no limit.
        package var limit: UInt64 = .max
        /// The most there ever was; nil where the kernel does not tell (version 2 before 5.19).
        package var peak: UInt64?
        package var failures: UInt64 = 0
        /// Pages of files.
        package var cache: UInt64 = 0
        /// Pages of files not used lately: what `stats` takes off the usage.
        package var inactiveFile: UInt64 = 0
        package var anonymous: UInt64 = 0
        /// Swap alone, in both versions.
        package var swapUsage: UInt64?
        package var swapLimit: UInt64?
        package var kernelUsage: UInt64?
        package var kernelTCPUsage: UInt64?
        package var usesHierarchy = true
        /// All of `memory.stat`, in its order.
        package var details: [Detail] = []
        /// How many processes the kernel killed because the limit was reached.
        package var outOfMemoryKills: UInt64 = 0

        package struct Detail: Hashable, Sendable {
            package var name: String
            package var value: UInt64
        }

        /// The usage as docker and podman show it: without pages of files that could be dropped at once.
        package var withoutInactiveFile: UInt64 { usage > inactiveFile ? usage - inactiveFile : 0 }
    }

    package struct Processes: Hashable, Sendable {
        package var current: UInt64 = 0
        /// `UInt64.max` is no limit.
        package var limit: UInt64 = .max
    }

    package struct BlockDevice: Hashable, Sendable {
        package var major: UInt64
        package var minor: UInt64
        package var readBytes: UInt64 = 0
        package var writtenBytes: UInt64 = 0
        package var reads: UInt64 = 0
        package var writes: UInt64 = 0
        package var discardedBytes: UInt64 = 0
        package var discards: UInt64 = 0
    }

    package struct HugePages: Hashable, Sendable {
        package var size: String
        package var usage: UInt64 = 0
        package var peak: UInt64?
        package var failures: UInt64 = 0
    }

    package var cpu: CPU?
    package var memory: Memory?
    package var processes: Processes?
    package var blockDevices: [BlockDevice] = []
    package var hugePages: [HugePages] = []

    package init() {}

    package var readBytes: UInt64 { blockDevices.reduce(0) { $0 &+ $1.readBytes } }
    package var writtenBytes: UInt64 { blockDevices.reduce(0) { $0 &+ $1.writtenBytes } }
}
