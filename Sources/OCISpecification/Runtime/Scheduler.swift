/// How the kernel schedules a process: sched_setattr(2).
package struct Scheduler: Codable, Hashable, Sendable {
    /// Such as `SCHED_OTHER`.
    package var policy: String
    package var nice: Int32?
    package var priority: Int32?
    /// Such as `SCHED_FLAG_RESET_ON_FORK`.
    package var flags: [String]?
    /// Nanoseconds, for SCHED_DEADLINE.
    package var runtime: UInt64?
    /// Nanoseconds.
    package var deadline: UInt64?
    /// Nanoseconds.
    package var period: UInt64?

    package init(
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
