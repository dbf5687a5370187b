public import JSONText

/// Shares and limits of the CPUs.
public struct LinuxCPU: JSONDirect, Hashable, Sendable {
    public var shares: UInt64?
    /// Microseconds in each period; -1 is no limit.
    public var quota: Int64?
    /// Microseconds.
    public var burst: UInt64?
    /// Microseconds.
    public var period: UInt64?
    /// Microseconds.
    public var realtimeRuntime: Int64?
    /// Microseconds.
    public var realtimePeriod: UInt64?
    /// A list such as `0-3,7`.
    public var cpus: String?
    /// A list of memory nodes.
    public var mems: String?
    /// 1: runs only when nothing else does.
    public var idle: Int64?

    public init(
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
    public init(reading json: inout JSONReader) throws(JSONError) {
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

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
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
