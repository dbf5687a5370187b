internal import Linux
internal import OCISpecification

/// When and where the kernel lets the program run: scheduler, I/O priority, and CPU affinity of programs executed later.
struct SchedulingSettings {
    struct Scheduler {
        let policy: UInt32
        let flags: UInt64
        let nice: Int32
        let priority: UInt32
        let runtime: UInt64
        let deadline: UInt64
        let period: UInt64
    }

    private var scheduler: Scheduler?
    private var priority: (kind: Int, level: Int)?
    /// Of a program executed into a running container, before and after it enters the control groups.
    private(set) var initialAffinity: [UInt8]?
    private(set) var finalAffinity: [UInt8]?

    init(_ process: borrowing ProcessConfiguration) throws(RuntimeError) {
        if let wanted = process.scheduler {
            let names = [
                "SCHED_OTHER": 0, "SCHED_FIFO": 1, "SCHED_RR": 2, "SCHED_BATCH": 3, "SCHED_ISO": 4, "SCHED_IDLE": 5,
                "SCHED_DEADLINE": 6,
            ]
            guard let policy = names[wanted.policy] else {
                throw .invalid("process.scheduler.policy", "\"\(wanted.policy)\" is no policy")
            }
            var flags: UInt64 = 0
            for flag in wanted.flags ?? [] {
                guard let bit = Self.flags[flag] else {
                    throw .invalid("process.scheduler.flags", "\"\(flag)\" is no flag")
                }
                flags |= bit
            }
            scheduler = Scheduler(
                policy: UInt32(policy), flags: flags, nice: wanted.nice ?? 0,
                priority: UInt32(clamping: wanted.priority ?? 0), runtime: wanted.runtime ?? 0,
                deadline: wanted.deadline ?? 0, period: wanted.period ?? 0)
        }
        if let wanted = process.ioPriority {
            let classes = ["IOPRIO_CLASS_RT": 1, "IOPRIO_CLASS_BE": 2, "IOPRIO_CLASS_IDLE": 3]
            guard let kind = classes[wanted.class] else {
                throw .invalid("process.ioPriority.class", "\"\(wanted.class)\" is no class")
            }
            priority = (kind, wanted.priority ?? 0)
        }
        initialAffinity = try Self.affinity(process.execCPUAffinity?.initial, "initial")
        finalAffinity = try Self.affinity(process.execCPUAffinity?.final, "final")
    }

    func apply() throws(RuntimeError) {
        if let wanted = scheduler {
            try doing("apply process.scheduler") { () throws(SystemCallError) in
                try setScheduling(
                    policy: wanted.policy, flags: wanted.flags, nice: wanted.nice, priority: wanted.priority,
                    runtime: wanted.runtime, deadline: wanted.deadline, period: wanted.period)
            }
        }
        if let priority {
            try doing("apply process.ioPriority") { () throws(SystemCallError) in
                try setInputOutputPriority(class: priority.kind, level: priority.level)
            }
        }
    }

    private static func affinity(_ list: String?, _ field: String) throws(RuntimeError) -> [UInt8]? {
        guard let list, !list.isEmpty else { return nil }
        guard let mask = IndexList.mask(list) else {
            throw .invalid("process.execCPUAffinity.\(field)", "\"\(list)\" is no list of CPUs")
        }
        return mask
    }

    /// Puts a process on CPUs; nil leaves it where it is.
    static func place(_ process: CInt, on affinity: [UInt8]?, _ field: String) throws(RuntimeError) {
        guard let affinity else { return }
        try doing("apply process.execCPUAffinity.\(field)") { () throws(SystemCallError) in
            try setCPUAffinity(affinity, of: process)
        }
    }

    private static let flags: [String: UInt64] = [
        "SCHED_FLAG_RESET_ON_FORK": 0x01, "SCHED_FLAG_RECLAIM": 0x02, "SCHED_FLAG_DL_OVERRUN": 0x04,
        "SCHED_FLAG_KEEP_POLICY": 0x08, "SCHED_FLAG_KEEP_PARAMS": 0x10, "SCHED_FLAG_UTIL_CLAMP_MIN": 0x20,
        "SCHED_FLAG_UTIL_CLAMP_MAX": 0x40,
    ]
}
