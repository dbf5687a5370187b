public import OCISpecification

/// The profile of a container for which nothing else was asked: podman's.
public enum DefaultProfile {
    /// Calls that only a container with a capability may make; the others get `EPERM`.
    private static let privileged: [(capability: String, calls: StaticString)] = [
        ("CAP_DAC_READ_SEARCH", "open_by_handle_at"),
        (
            "CAP_SYS_ADMIN",
            "bpf fanotify_init lookup_dcookie perf_event_open quotactl setdomainname sethostname setns"
        ),
        ("CAP_SYS_CHROOT", "chroot"),
        ("CAP_SYS_MODULE", "delete_module finit_module init_module query_module"),
        ("CAP_SYS_PACCT", "acct"),
        ("CAP_SYS_PTRACE", "kcmp process_madvise"),
        ("CAP_SYS_RAWIO", "ioperm iopl"),
        ("CAP_SYS_TIME", "clock_settime clock_settime64 settimeofday stime"),
        ("CAP_SYS_TTY_CONFIG", "vhangup"),
    ]

    /// Linux, Linux with short inodes (uname26 and 32-bit addresses), and the question what it is.
    private static let personalities: [UInt64] = [0, 8, 0x20000, 0x20008, 0xffff_ffff]

    private static let refusal: UInt = 1  // EPERM

    /// The profile for a container that has the capabilities (`CAP_CHOWN`, …) in its bounding set.
    public static func make(
        capabilities: [String], architecture: SystemCallArchitecture = .native
    ) -> LinuxSeccomp {
        var rules = [
            refuse(names(DefaultProfileCalls.refused)),
            allow(names(DefaultProfileCalls.allowed) + names(DefaultProfileCalls.allowedNewer)),
        ]
        for personality in personalities {
            rules.append(allow(["personality"], [argument(0, "SCMP_CMP_EQ", personality)]))
        }
        if let special = calls(of: architecture) { rules.append(allow(names(special))) }
        for group in privileged {
            let names = names(group.calls)
            rules.append(capabilities.contains(group.capability) ? allow(names) : refuse(names))
        }
        rules += socketRules(mayAudit: capabilities.contains("CAP_AUDIT_WRITE"))
        return LinuxSeccomp(
            defaultAction: "SCMP_ACT_ERRNO", defaultErrnoRet: 38, architectures: architectures(with: architecture),
            syscalls: rules)
    }

    /// Without the capability no audit messages: `socket(AF_NETLINK, _, NETLINK_AUDIT)` is `EINVAL`, as it was before
    /// the kernel had them, since programs such as login take that for an answer.
    private static func socketRules(mayAudit: Bool) -> [LinuxSyscall] {
        if mayAudit { return [allow(["socket"])] }
        let netlink: UInt64 = 16
        let audit: UInt64 = 9
        return [
            LinuxSyscall(
                names: ["socket"], action: "SCMP_ACT_ERRNO", errnoRet: 22,
                args: [argument(0, "SCMP_CMP_EQ", netlink), argument(2, "SCMP_CMP_EQ", audit)]),
            allow(["socket"], [argument(2, "SCMP_CMP_NE", audit)]),
            allow(["socket"], [argument(0, "SCMP_CMP_NE", netlink)]),
        ]
    }

    private static func calls(of architecture: SystemCallArchitecture) -> StaticString? {
        switch architecture {
        case .x86_64, .x32: "arch_prctl modify_ldt"
        case .x86: "modify_ldt"
        case .aarch64, .arm:
            "arm_fadvise64_64 arm_sync_file_range breakpoint cacheflush set_tls sync_file_range2"
        case .ppc64le: "sync_file_range2"
        case .s390x: "s390_pci_mmio_read s390_pci_mmio_write s390_runtime_instr"
        case .riscv64: "riscv_flush_icache riscv_hwprobe"
        }
    }

    /// The architecture and those whose programs its kernel runs as well.
    static func architectures(with architecture: SystemCallArchitecture) -> [String] {
        switch architecture {
        case .x86_64: ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"]
        case .aarch64: ["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"]
        case .s390x: ["SCMP_ARCH_S390X", "SCMP_ARCH_S390"]
        default: [architecture.name]
        }
    }

    private static func allow(_ names: [String], _ arguments: [LinuxSeccompArgument]? = nil) -> LinuxSyscall {
        LinuxSyscall(names: names, action: "SCMP_ACT_ALLOW", args: arguments)
    }

    private static func refuse(_ names: [String]) -> LinuxSyscall {
        LinuxSyscall(names: names, action: "SCMP_ACT_ERRNO", errnoRet: refusal)
    }

    private static func argument(_ index: UInt, _ operation: String, _ value: UInt64) -> LinuxSeccompArgument {
        LinuxSeccompArgument(index: index, value: value, op: operation)
    }

    /// The words of a text.
    private static func names(_ text: StaticString) -> [String] {
        text.withUTF8Buffer { bytes in
            var names: [String] = []
            names.reserveCapacity(bytes.count / 9)
            var start = 0
            for at in 0...bytes.count {
                if at < bytes.count, unsafe bytes[at] > 32 { continue }
                if at > start {
                    names.append(
                        unsafe String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<at]), as: UTF8.self))
                }
                start = at + 1
            }
            return names
        }
    }
}
