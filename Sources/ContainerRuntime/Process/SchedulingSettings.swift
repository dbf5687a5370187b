internal import Linux
internal import OCISpecification

/// When and where the kernel lets the program run: scheduler, I/O priority, CPU affinity.
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
    private var affinity: [UInt8]?

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
        if let list = process.execCPUAffinity?.final ?? process.execCPUAffinity?.initial {
            affinity = try Self.cpus(list)
        }
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
        if let affinity {
            try doing("apply process.execCPUAffinity") { () throws(SystemCallError) in try setCPUAffinity(affinity) }
        }
    }

    /// A list such as `0-3,7` as a bit mask.
    static func cpus(_ list: String) throws(RuntimeError) -> [UInt8] {
        var mask: [UInt8] = []
        for part in list.split(separator: ",") {
            let ends = part.split(separator: "-").compactMap { Int($0) }
            guard let first = ends.first, let last = ends.last, ends.count <= 2, first <= last, last < 65536 else {
                throw .invalid("process.execCPUAffinity", "\"\(list)\" is no list of CPUs")
            }
            for cpu in first...last {
                while mask.count <= cpu / 8 { mask.append(0) }
                mask[cpu / 8] |= 1 << UInt8(cpu % 8)
            }
        }
        // the kernel reads whole words
        while mask.count % 8 != 0 { mask.append(0) }
        return mask
    }

    private static let flags: [String: UInt64] = [
        "SCHED_FLAG_RESET_ON_FORK": 0x01, "SCHED_FLAG_RECLAIM": 0x02, "SCHED_FLAG_DL_OVERRUN": 0x04,
        "SCHED_FLAG_KEEP_POLICY": 0x08, "SCHED_FLAG_KEEP_PARAMS": 0x10, "SCHED_FLAG_UTIL_CLAMP_MIN": 0x20,
        "SCHED_FLAG_UTIL_CLAMP_MAX": 0x40,
    ]
}
