internal import Linux

/// One process as `/proc` shows it (proc(5)).
public struct ProcessReport: Sendable {
    /// As the host numbers it.
    public var pid: Int32
    /// As the container numbers it.
    public var insidePid: Int32
    public var state: String
    public var parent: Int32
    public var insideParent: Int32
    public var group: Int32
    public var insideGroup: Int32
    public var terminal: UInt64
    /// Nanoseconds of processor time, in user mode and in the kernel.
    public var processorTime: Int64
    public var nice: Int64
    /// Clock ticks after the boot.
    public var start: UInt64
    /// KiB.
    public var virtualMemory: Int64
    public var residentMemory: Int64
    public var name: String
    public var arguments: [String]
    public var realUser: UInt32
    public var effectiveUser: UInt32
    public var realGroup: UInt32
    public var effectiveGroup: UInt32
    public var groups: [UInt32]
    /// By the letters of `/proc/PID/status`: Inh, Prm, Eff, Bnd, Amb.
    public var capabilities: [String: UInt64]
    public var seccomp: String
    public var label: String

    /// Clock ticks a second: fixed for all of Linux's user interfaces (`USER_HZ`).
    public static let ticks: Int64 = 100

    /// Nil when the process has just ended.
    public static func read(_ pid: Int32) -> ProcessReport? {
        guard let stat = try? readFile("/proc/\(pid)/stat", limit: 1 << 16),
            let status = try? readFile("/proc/\(pid)/status", limit: 1 << 16),
            let open = stat.firstIndex(of: 40), let close = stat.lastIndex(of: 41), open < close
        else { return nil }
        let words = stat[(close + 1)...].split(separator: 32).map { String(decoding: $0, as: UTF8.self) }
        guard words.count > 21 else { return nil }
        func number(_ index: Int) -> Int64 { Int64(words[index]) ?? 0 }
        var lines: [String: [String]] = [:]
        for line in status.split(separator: 10) {
            let text = String(decoding: line, as: UTF8.self)
            guard let colon = text.firstIndex(of: ":") else { continue }
            lines[String(text[..<colon])] = text[text.index(after: colon)...].split { $0 == "\t" || $0 == " " }.map(
                String.init)
        }
        func ids(_ key: String) -> [UInt32] { (lines[key] ?? []).compactMap { UInt32($0) } }
        func inside(_ key: String, _ outside: Int32) -> Int32 { lines[key]?.last.flatMap { Int32($0) } ?? outside }
        let users = ids("Uid")
        let groups = ids("Gid")
        guard users.count > 1, groups.count > 1 else { return nil }
        var capabilities: [String: UInt64] = [:]
        for key in ["Inh", "Prm", "Eff", "Bnd", "Amb"] {
            capabilities[key] = UInt64(lines["Cap" + key]?.first ?? "0", radix: 16) ?? 0
        }
        let command = (try? readFile("/proc/\(pid)/cmdline", limit: 1 << 21)) ?? []
        var label = ((try? readFile("/proc/\(pid)/attr/current", limit: 4096)) ?? []).filter { $0 != 0 && $0 != 10 }
        if label.isEmpty { label = [63] }
        let parent = Int32(truncatingIfNeeded: number(1))
        return ProcessReport(
            pid: pid, insidePid: inside("NSpid", pid), state: words[0], parent: parent, insideParent: 0,
            group: Int32(truncatingIfNeeded: number(2)),
            insideGroup: inside("NSpgid", Int32(truncatingIfNeeded: number(2))),
            terminal: UInt64(clamping: number(4)), processorTime: (number(11) + number(12)) * (1_000_000_000 / ticks),
            nice: number(16),
            start: UInt64(clamping: number(19)), virtualMemory: number(20) / 1024,
            residentMemory: Int64(lines["VmRSS"]?.first ?? "0") ?? 0,
            name: String(decoding: stat[(open + 1)..<close], as: UTF8.self),
            arguments: command.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }, realUser: users[0],
            effectiveUser: users[1], realGroup: groups[0], effectiveGroup: groups[1], groups: ids("Groups"),
            capabilities: capabilities,
            seccomp: ["disabled", "strict", "filter"][min(max(Int(lines["Seccomp"]?.first ?? "0") ?? 0, 0), 2)],
            label: String(decoding: label, as: UTF8.self))
    }
}
