internal import Linux

/// Tells a process from a later one with the same number by its start time (proc_pid_stat(5), field 22).
public enum ProcessIdentity {
    /// Clock ticks after the boot, or nil when there is no such process.
    public static func startTime(of pid: Int32) -> UInt64? { fields(of: pid)?.start }

    /// Whether that very process is there and is not a zombie.
    public static func isAlive(pid: Int32, start: UInt64) -> Bool {
        guard let found = fields(of: pid) else { return false }
        return found.start == start && found.state != 90 && found.state != 88  // Z, X
    }

    /// How that very process ended, as a shell says it, while its parent has not taken it away (field 52; needs the right to
    /// look into the process, as `ptrace(2)`). Nil in all other cases.
    public static func statusOfZombie(pid: Int32, start: UInt64) -> Int32? {
        guard let found = fields(of: pid), found.start == start, found.state == 90, let status = found.status else { return nil }
        let signal = status & 0x7f
        return signal == 0 ? status >> 8 & 0xff : 128 + signal
    }

    private static func fields(of pid: Int32) -> (state: UInt8, start: UInt64, status: Int32?)? {
        // No such process and no right to look are the same to the caller: it is not ours.
        guard let bytes = try? readFile("/proc/\(pid)/stat", limit: 8192),
            // The name of the program, in parentheses, may hold anything: count from the last one.
            let close = bytes.lastIndex(of: 41)
        else { return nil }
        let words = bytes[(close + 1)...].split { $0 == 32 || $0 == 10 }
        guard words.count > 19, let state = words[0].first,
            let start = UInt64(String(decoding: words[19], as: UTF8.self))
        else { return nil }
        let status = words.count > 49 ? Int32(String(decoding: words[49], as: UTF8.self)) : nil
        return (state, start, status)
    }
}
