public import Linux

/// When a process began: with its number and the boot it tells one process from all others (proc_pid_stat(5)).
public enum ProcessStart {
    /// The state letter and the start in clock ticks after the boot; nil when there is no such process.
    public static func of(_ process: Int32) -> (state: UInt8, ticks: UInt64)? {
        // No such process, and no right to see it, are the same here.
        guard let bytes = try? open("/proc/\(process)/stat").read(upTo: 1024),
            // The second field is a name in parentheses that may hold anything: count from the last of them.
            let close = bytes.lastIndex(of: 41)
        else { return nil }
        let words = bytes[(close + 1)...].split(separator: 32, maxSplits: 21)
        guard words.count > 19, let state = words[0].first,
            let ticks = UInt64(String(decoding: words[19], as: UTF8.self))
        else { return nil }
        return (state, ticks)
    }

    public static func bootID() throws(SystemCallError) -> String {
        let bytes = try open("/proc/sys/kernel/random/boot_id").read(upTo: 64)
        return String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)
    }
}
