/// An architecture as the kernel tells it to a filter, with system call numbers of its own.
public enum SystemCallArchitecture: UInt8, CaseIterable, Sendable {
    // In the order of the columns of `SystemCallTable`.
    case x86_64, x86, x32, aarch64, riscv64, ppc64le, s390x, arm

    /// The architecture this program was built for, which the kernel's `AUDIT_ARCH_…` tells of its processes.
    public static var native: SystemCallArchitecture {
        #if arch(x86_64)
            .x86_64
        #elseif arch(arm64)
            .aarch64
        #elseif arch(riscv64)
            .riscv64
        #elseif arch(powerpc64le)
            .ppc64le
        #elseif arch(s390x)
            .s390x
        #else
            .arm
        #endif
    }

    /// `AUDIT_ARCH_…` of `linux/audit.h`. x32 has that of x86_64 and a bit in its numbers.
    public var auditToken: UInt32 {
        switch self {
        case .x86_64, .x32: 0xC000_003E
        case .x86: 0x4000_0003
        case .aarch64: 0xC000_00B7
        case .riscv64: 0xC000_00F3
        case .ppc64le: 0xC000_0015
        case .s390x: 0x8000_0016
        case .arm: 0x4000_0028
        }
    }

    /// What every number has set: bit 30 on x32 (`__X32_SYSCALL_BIT`).
    public var numberBase: UInt32 { self == .x32 ? 0x4000_0000 : 0 }

    /// Whether arguments are compared with all of their 64 bits. Those of x32 are not, as in libseccomp.
    public var hasWideArguments: Bool { self != .x86 && self != .arm && self != .x32 }

    /// Where the more significant half of an argument lies in `struct seccomp_data`.
    var isBigEndian: Bool { self == .s390x }

    /// The name that profiles use, as in libseccomp.
    public var name: String {
        switch self {
        case .x86_64: "SCMP_ARCH_X86_64"
        case .x86: "SCMP_ARCH_X86"
        case .x32: "SCMP_ARCH_X32"
        case .aarch64: "SCMP_ARCH_AARCH64"
        case .riscv64: "SCMP_ARCH_RISCV64"
        case .ppc64le: "SCMP_ARCH_PPC64LE"
        case .s390x: "SCMP_ARCH_S390X"
        case .arm: "SCMP_ARCH_ARM"
        }
    }

    public init?(name: String) {
        for architecture in Self.allCases where architecture.name == name {
            self = architecture
            return
        }
        return nil
    }

    /// Names of the specification for architectures that no host of ours can run. Their calls never reach a filter
    /// here, so a profile may name them and nothing is lost.
    static let foreignNames: [String] = [
        "SCMP_ARCH_MIPS", "SCMP_ARCH_MIPS64", "SCMP_ARCH_MIPS64N32", "SCMP_ARCH_MIPSEL", "SCMP_ARCH_MIPSEL64",
        "SCMP_ARCH_MIPSEL64N32", "SCMP_ARCH_PPC", "SCMP_ARCH_PPC64", "SCMP_ARCH_S390", "SCMP_ARCH_PARISC",
        "SCMP_ARCH_PARISC64", "SCMP_ARCH_LOONGARCH64", "SCMP_ARCH_M68K", "SCMP_ARCH_SH", "SCMP_ARCH_SHEB",
    ]
}
