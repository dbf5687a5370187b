import Linux
import OCISpecification
import Testing

@testable import Seccomp

@Suite struct DefaultProfileTests {
    @Test func `the default profile allows what programs need and refuses the rest`() throws {
        let filter = FilterSimulator(
            try SeccompProgram(compiling: DefaultProfile.make(capabilities: [], architecture: .x86_64), native: .x86_64)
        )
        #expect(filter.answer(.x86_64, "read") == allowed)
        #expect(filter.answer(.x86, "read") == allowed)
        #expect(filter.answer(.x32, "read") == allowed)
        #expect(filter.answer(.x86_64, "bpf") == refused(1))
        #expect(filter.answer(.x86_64, "io_uring_setup") == refused(38))
        #expect(filter.answer(.x86_64, "socket", [16, 3, 9]) == refused(22))
        #expect(filter.answer(.x86_64, "socket", [16, 3, 0]) == allowed)
        #expect(filter.answer(.x86_64, "socket", [1, 3, 9]) == allowed)
        #expect(filter.answer(.x86_64, "personality", [8]) == allowed)
        #expect(filter.answer(.x86_64, "personality", [9]) == refused(38))
        #expect(filter.run(.aarch64, 0).answer == killed)
    }

    private static let installed = "/usr/share/containers/seccomp.json"
    /// What ours allows in addition: calls that are newer than some versions of the file.
    private static let newer: Set<String> = [
        "cachestat", "fchmodat2", "file_getattr", "file_setattr", "futex_requeue", "futex_wait", "futex_waitv",
        "futex_wake", "getxattrat", "listmount", "listxattrat", "map_shadow_stack", "mseal", "open_tree_attr",
        "removexattrat", "setxattrat", "statmount", "uretprobe", "riscv_flush_icache", "riscv_hwprobe",
    ]

    @Test(
        .enabled(if: (try? exists(installed)) == true),
        arguments: [
            [], ["CAP_SYS_ADMIN", "CAP_SYS_CHROOT"],
            ["CAP_AUDIT_WRITE", "CAP_SYS_PTRACE", "CAP_SYS_TIME", "CAP_SYS_RAWIO"],
            ["CAP_DAC_READ_SEARCH", "CAP_SYS_MODULE", "CAP_SYS_PACCT", "CAP_SYS_TTY_CONFIG"],
        ])
    func `decisions are those of the profile that podman installs`(capabilities: [String]) throws {
        let file = try ProfileFile(parsing: try readFile(Self.installed), name: Self.installed)
        for native in [SystemCallArchitecture.x86_64, .aarch64, .s390x, .ppc64le, .riscv64] {
            let theirs = try file.profile(capabilities: capabilities, architecture: native, kernelRelease: "6.1.0")
            let ours = DefaultProfile.make(capabilities: capabilities, architecture: native)
            if native != .ppc64le && native != .riscv64 { #expect(ours.architectures == theirs.architectures) }
            let mine = FilterSimulator(try SeccompProgram(compiling: ours, native: native))
            let other = FilterSimulator(try SeccompProgram(compiling: theirs, native: native))
            for architecture in SystemCallArchitecture.allCases {
                for name in SystemCallTable.names where !Self.newer.contains(name) {
                    guard let number = SystemCallTable.number(of: name, on: architecture) else { continue }
                    for arguments: [UInt64] in [
                        [], [8], [9], [16, 0, 9], [16, 0, 8], [0x20008], [0xffff_ffff], [.max],
                    ] {
                        #expect(
                            mine.run(architecture, number, arguments).answer
                                == other.run(architecture, number, arguments).answer, "\(architecture) \(name)")
                    }
                }
            }
        }
    }

    @Test func `a call takes few instructions to decide`() throws {
        let program = try SeccompProgram(
            compiling: DefaultProfile.make(capabilities: [], architecture: .x86_64), native: .x86_64)
        let filter = FilterSimulator(program)
        var steps = 0
        var calls = 0
        for name in SystemCallTable.names {
            guard let number = SystemCallTable.number(of: name, on: .x86_64) else { continue }
            steps += filter.run(.x86_64, number).steps
            calls += 1
        }
        #expect(steps < calls * 12)
        #expect(program.instructions.count < 500)
    }
}
