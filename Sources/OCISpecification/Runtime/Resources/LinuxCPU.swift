/// Shares and limits of the CPUs.
package struct LinuxCPU: Codable, Hashable, Sendable {
    package var shares: UInt64?
    /// Microseconds in each period; -1 is no limit.
    package var quota: Int64?
    /// Microseconds.
    package var burst: UInt64?
    /// Microseconds.
    package var period: UInt64?
    /// Microseconds.
    package var realtimeRuntime: Int64?
    /// Microseconds.
    package var realtimePeriod: UInt64?
    /// A list such as `0-3,7`.
    package var cpus: String?
    /// A list of memory nodes.
    package var mems: String?
    /// 1: runs only when nothing else does.
    package var idle: Int64?

    package init(
        shares: UInt64? = nil, quota: Int64? = nil, burst: UInt64? = nil, period: UInt64? = nil,
        realtimeRuntime: Int64? = nil, realtimePeriod: UInt64? = nil, cpus: String? = nil, mems: String? = nil,
        idle: Int64? = nil
    ) {
        self.shares = shares
        self.quota = quota
        self.burst = burst
        self.period = period
        self.realtimeRuntime = realtimeRuntime
        self.realtimePeriod = realtimePeriod
        self.cpus = cpus
        self.mems = mems
        self.idle = idle
    }
}
