public import JSONText

/// How the kernel schedules a process: sched_setattr(2).
public struct Scheduler: JSONDirect, Hashable, Sendable {
    /// Such as `SCHED_OTHER`.
    public var policy: String
    public var nice: Int32?
    public var priority: Int32?
    /// Such as `SCHED_FLAG_RESET_ON_FORK`.
    public var flags: [String]?
    /// Nanoseconds, for SCHED_DEADLINE.
    public var runtime: UInt64?
    /// Nanoseconds.
    public var deadline: UInt64?
    /// Nanoseconds.
    public var period: UInt64?

    public init(
        policy: String, nice: Int32? = nil, priority: Int32? = nil, flags: [String]? = nil, runtime: UInt64? = nil,
        deadline: UInt64? = nil, period: UInt64? = nil
    ) {
        self.policy = policy
        self.nice = nice
        self.priority = priority
        self.flags = flags
        self.runtime = runtime
        self.deadline = deadline
        self.period = period
    }
}

extension Scheduler {
    public init(reading json: inout JSONReader) throws(JSONError) {
        policy = try json.required("policy")
        nice = try json.optional("nice")
        priority = try json.optional("priority")
        flags = try json.optional("flags")
        runtime = try json.optional("runtime")
        deadline = try json.optional("deadline")
        period = try json.optional("period")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("policy", policy)
        try json.add("nice", nice)
        try json.add("priority", priority)
        try json.add("flags", flags)
        try json.add("runtime", runtime)
        try json.add("deadline", deadline)
        try json.add("period", period)
    }
}
