package import JSONText

/// Shares and limits of the CPUs.
package struct LinuxCPU: JSONDirect, Hashable, Sendable {
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

extension LinuxCPU {
    package init(reading json: inout JSONReader) throws(JSONError) {
        shares = try json.optional("shares")
        quota = try json.optional("quota")
        burst = try json.optional("burst")
        period = try json.optional("period")
        realtimeRuntime = try json.optional("realtimeRuntime")
        realtimePeriod = try json.optional("realtimePeriod")
        cpus = try json.optional("cpus")
        mems = try json.optional("mems")
        idle = try json.optional("idle")
    }

    package func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("shares", shares)
        try json.add("quota", quota)
        try json.add("burst", burst)
        try json.add("period", period)
        try json.add("realtimeRuntime", realtimeRuntime)
        try json.add("realtimePeriod", realtimePeriod)
        try json.add("cpus", cpus)
        try json.add("mems", mems)
        try json.add("idle", idle)
    }
}
