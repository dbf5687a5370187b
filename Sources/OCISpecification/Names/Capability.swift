/// A capability of Linux, with its number as raw value: capabilities(7).
public enum Capability: UInt8, CaseIterable, Hashable, Sendable, CustomStringConvertible {
    case chown, dacOverride, dacReadSearch, fowner, fsetid, kill, setgid, setuid, setpcap, linuxImmutable
    case netBindService, netBroadcast, netAdmin, netRaw, ipcLock, ipcOwner, sysModule, sysRawio, sysChroot, sysPtrace
    case sysPacct, sysAdmin, sysBoot, sysNice, sysResource, sysTime, sysTTYConfig, mknod, lease, auditWrite
    case auditControl, setfcap, macOverride, macAdmin, syslog, wakeAlarm, blockSuspend, auditRead, perfmon, bpf
    case checkpointRestore

    /// Reads `CAP_CHOWN`, `CHOWN` or `chown`.
    public init?(parsing text: String) {
        var name = text.uppercased()
        if name.hasPrefix("CAP_") { name.removeFirst(4) }
        guard let index = Self.names.firstIndex(of: name), let found = Capability(rawValue: UInt8(index)) else {
            return nil
        }
        self = found
    }

    /// The bit that the kernel knows it by.
    public var number: UInt8 { rawValue }

    /// Such as `CAP_CHOWN`.
    public var name: String { "CAP_" + Self.names[Int(rawValue)] }

    public var description: String { name }

    /// The set of bits of several, as capset(2) takes it.
    public static func bits(_ capabilities: some Sequence<Capability>) -> UInt64 {
        var bits: UInt64 = 0
        for capability in capabilities { bits |= 1 << UInt64(capability.rawValue) }
        return bits
    }

    /// Those whose bits are set; bits without a name are left out.
    public static func named(bits: UInt64) -> [Capability] {
        allCases.filter { bits & 1 << UInt64($0.rawValue) != 0 }
    }

    /// In the order of their numbers.
    private static let names = [
        "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP",
        "LINUX_IMMUTABLE", "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "IPC_OWNER",
        "SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT", "SYS_PTRACE", "SYS_PACCT", "SYS_ADMIN", "SYS_BOOT", "SYS_NICE",
        "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD", "LEASE", "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP",
        "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG", "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ", "PERFMON", "BPF",
        "CHECKPOINT_RESTORE",
    ]
}
