internal import Linux
internal import OCISpecification

/// A column of `top`, by podman's names and ps(1)'s AIX codes.
public enum ProcessColumn: String, CaseIterable, Sendable {
    case args, capamb, capbnd, capeff, capinh, capprm, comm, etime, group, groups, hgroup, hgroups, hpid, huser, label,
        nice,
        pcpu, pgid, pid, ppid, rgroup, rss, ruser, seccomp, state, stime, time, tty, user, vsz

    /// Reads `pid` or `%p`.
    public init?(word: String) {
        if let code = Self.codes[word] {
            self = code
        } else if let column = ProcessColumn(rawValue: word) {
            self = column
        } else {
            return nil
        }
    }

    private static let codes: [String: ProcessColumn] = [
        "%C": .pcpu, "%G": .group, "%P": .ppid, "%U": .user, "%a": .args, "%c": .comm, "%g": .rgroup, "%n": .nice,
        "%p": .pid,
        "%r": .pgid, "%t": .etime, "%u": .ruser, "%x": .time, "%y": .tty, "%z": .vsz,
    ]

    public static let standard: [ProcessColumn] = [.user, .pid, .ppid, .pcpu, .etime, .tty, .time, .args]

    public var heading: String {
        switch self {
        case .args, .comm: "COMMAND"
        case .capamb: "AMBIENT CAPS"
        case .capbnd: "BOUNDING CAPS"
        case .capeff: "EFFECTIVE CAPS"
        case .capinh: "INHERITED CAPS"
        case .capprm: "PERMITTED CAPS"
        case .etime: "ELAPSED"
        case .nice: "NI"
        case .pcpu: "%CPU"
        default: rawValue.uppercased()
        }
    }

    /// What the column shows of a process.
    public func text(_ process: ProcessReport, of all: ContainerProcesses) -> String {
        switch self {
        case .args:
            process.arguments.isEmpty
                ? "[\(process.name)]" : process.arguments.map(Self.printable).joined(separator: " ")
        case .comm: Self.printable(process.arguments.first ?? process.name)
        case .capamb: Self.capabilities(process, "Amb")
        case .capbnd: Self.capabilities(process, "Bnd")
        case .capeff: Self.capabilities(process, "Eff")
        case .capinh: Self.capabilities(process, "Inh")
        case .capprm: Self.capabilities(process, "Prm")
        case .etime: GoDuration(nanoseconds: elapsed(process, all)).description
        case .group: all.group(process.effectiveGroup)
        case .groups: process.groups.map { all.group($0) }.joined(separator: ",")
        case .hgroup: all.hostGroupNames[process.effectiveGroup] ?? String(process.effectiveGroup)
        case .hgroups: process.groups.map { all.hostGroupNames[$0] ?? String($0) }.joined(separator: ",")
        case .hpid: String(process.pid)
        case .huser: all.hostUserNames[process.effectiveUser] ?? String(process.effectiveUser)
        case .label: process.label
        case .nice: String(process.nice)
        case .pcpu: Self.thousandths(Double(process.processorTime) / Double(max(1, elapsed(process, all))) * 100)
        case .pgid: String(process.insideGroup)
        case .pid: String(process.insidePid)
        case .ppid: String(process.insideParent)
        case .rgroup: all.group(process.realGroup)
        case .rss: String(process.residentMemory)
        case .ruser: all.user(process.realUser)
        case .seccomp: process.seccomp
        case .state: process.state
        case .stime: Timestamp(nanoseconds: Timestamp.now.nanoseconds - elapsed(process, all)).rfc3339
        case .time: GoDuration(seconds: process.processorTime / 1_000_000_000).description
        case .tty: Self.terminal(process.terminal)
        case .user: all.user(process.effectiveUser)
        case .vsz: String(process.virtualMemory)
        }
    }

    /// Nanoseconds.
    private func elapsed(_ process: ProcessReport, _ all: ContainerProcesses) -> Int64 {
        max(0, all.uptime - Int64(clamping: process.start) * (1_000_000_000 / ProcessReport.ticks))
    }

    /// A program chooses its own arguments: nothing in them may steer the terminal or the table.
    private static func printable(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }))
    }

    private static func capabilities(_ process: ProcessReport, _ set: String) -> String {
        let bits = process.capabilities[set] ?? 0
        if bits == 0 { return "none" }
        let known = Capability.allCases.reduce(UInt64(0)) { $0 | 1 << UInt64($1.number) }
        if bits == known { return "full" }
        return Capability.named(bits: bits).map { String($0.name.dropFirst(4)) }.sorted().joined(separator: ",")
    }

    /// The kernel's number of the terminal device: minor and major mixed (proc_pid_stat(5)).
    private static func terminal(_ number: UInt64) -> String {
        if number == 0 { return "?" }
        let major = number >> 8 & 0xfff
        let minor = number & 0xff | number >> 12 & 0xfff00
        switch major {
        case 4: return minor < 64 ? "tty\(minor)" : "ttyS\(minor - 64)"
        case 136...143: return "pts/\((major - 136) << 8 + minor)"
        default: return "?"
        }
    }

    private static func thousandths(_ value: Double) -> String {
        let scaled = Int64((value * 1000).rounded())
        return "\(scaled / 1000).\(Timestamp.padded(scaled % 1000, 3))"
    }
}
