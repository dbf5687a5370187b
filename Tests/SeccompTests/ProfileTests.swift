import OCISpecification
import Testing

@testable import Seccomp

@Suite struct ProfileTests {
    private func filter(
        _ rules: [LinuxSyscall], default action: String = "SCMP_ACT_ERRNO", number: UInt? = nil,
        architectures: [String] = [], options: SeccompProgram.Options = .init(),
        native: SystemCallArchitecture = .x86_64
    ) throws -> FilterSimulator {
        FilterSimulator(
            try SeccompProgram(
                compiling: LinuxSeccomp(
                    defaultAction: action, defaultErrnoRet: number, architectures: architectures, syscalls: rules),
                options: options, native: native))
    }

    @Test func `every action has the kernel's number`() throws {
        let actions: [(String, UInt?, UInt32)] = [
            ("SCMP_ACT_KILL", nil, 0), ("SCMP_ACT_KILL_THREAD", nil, 0), ("SCMP_ACT_KILL_PROCESS", nil, 0x8000_0000),
            ("SCMP_ACT_TRAP", nil, 0x0003_0000), ("SCMP_ACT_ERRNO", 13, 0x0005_000d),
            ("SCMP_ACT_TRACE", 7, 0x7ff0_0007),
            ("SCMP_ACT_LOG", nil, 0x7ffc_0000), ("SCMP_ACT_NOTIFY", nil, 0x7fc0_0000),
            ("SCMP_ACT_ERRNO", nil, 0x0005_0001), ("SCMP_ACT_ALLOW", nil, 0x7fff_0000),
        ]
        for (name, number, answer) in actions {
            let filter = try filter(
                [LinuxSyscall(names: ["getpid"], action: name, errnoRet: number)], number: 99)
            #expect(filter.answer(.x86_64, "getpid") == answer)
            #expect(filter.answer(.x86_64, "gettid") == refused(99))
        }
    }

    @Test func `a rule without tests beats those with tests, and the first beats the second`() throws {
        let test = [LinuxSeccompArgument(index: 0, value: 1, op: "SCMP_CMP_EQ")]
        let filter = try filter([
            LinuxSyscall(names: ["kill"], action: "SCMP_ACT_ERRNO", errnoRet: 2, args: test),
            LinuxSyscall(names: ["kill"], action: "SCMP_ACT_ALLOW"),
            LinuxSyscall(names: ["tkill"], action: "SCMP_ACT_ALLOW"),
            LinuxSyscall(names: ["tkill"], action: "SCMP_ACT_ERRNO", errnoRet: 2),
        ])
        #expect(filter.answer(.x86_64, "kill", [1]) == allowed)
        #expect(filter.answer(.x86_64, "tkill") == allowed)
    }

    @Test func `numbers of x32 are killed unless the profile has x32`() throws {
        let rules = [LinuxSyscall(names: ["read"], action: "SCMP_ACT_ALLOW")]
        let without = try filter(rules)
        #expect(without.run(.x86_64, 0).answer == allowed)
        #expect(without.run(.x86_64, 0x4000_0000).answer == killed)
        #expect(without.run(.x86_64, 0xffff_fffe).answer == killed)
        #expect(without.run(.x86_64, 0xffff_ffff).answer == refused(1))
        #expect(without.run(.x86, 3).answer == killed)
        let with = try filter(rules, architectures: ["SCMP_ARCH_X32"])
        #expect(with.run(.x86_64, 0x4000_0000).answer == allowed)
        #expect(with.run(.x86_64, 0x4000_0001).answer == refused(1))
    }

    @Test func `a call behind a gate is decided there too`() throws {
        let filter = try filter(
            [
                LinuxSyscall(names: ["socket", "accept", "semop"], action: "SCMP_ACT_ALLOW"),
                LinuxSyscall(
                    names: ["connect"], action: "SCMP_ACT_ALLOW",
                    args: [LinuxSeccompArgument(index: 2, value: 5, op: "SCMP_CMP_EQ")]),
            ], architectures: ["SCMP_ARCH_X86"])
        #expect(filter.answer(.x86, "socket") == allowed)
        #expect(filter.answer(.x86, "socketcall", [1]) == allowed)
        #expect(filter.answer(.x86, "socketcall", [5]) == allowed)
        #expect(filter.answer(.x86, "socketcall", [2]) == refused(1))
        #expect(filter.answer(.x86, "socketcall", [3, 0, 5]) == allowed)
        #expect(filter.answer(.x86, "socketcall", [3, 0, 6]) == refused(1))
        #expect(filter.answer(.x86, "ipc", [1]) == allowed)
        #expect(filter.answer(.x86, "ipc", [2]) == refused(1))
        #expect(filter.answer(.x86_64, "accept") == allowed)
    }

    @Test func `newer calls get ENOSYS when asked for, older ones the default`() throws {
        let options = SeccompProgram.Options(answersNewerCallsWithENOSYS: true)
        let rules = [LinuxSyscall(names: ["read", "statx"], action: "SCMP_ACT_ALLOW")]
        let filter = try filter(
            rules, architectures: ["SCMP_ARCH_X86", "SCMP_ARCH_X32"], options: options)
        #expect(filter.run(.x86_64, 331).answer == refused(1))
        #expect(filter.run(.x86_64, 332).answer == allowed)
        #expect(filter.run(.x86_64, 333).answer == refused(38))
        #expect(filter.run(.x86_64, 0x3fff_ffff).answer == refused(38))
        #expect(filter.run(.x86_64, 0x4000_0000 + 333).answer == refused(38))
        #expect(filter.run(.x86_64, 0x4000_0001).answer == refused(1))
        #expect(filter.run(.x86, 384).answer == refused(38))
        #expect(filter.run(.x86_64, .max).answer == refused(38))
        let permissive = try self.filter(
            [LinuxSyscall(names: ["read"], action: "SCMP_ACT_ERRNO")], default: "SCMP_ACT_ALLOW", options: options)
        #expect(permissive.run(.x86_64, 999).answer == allowed)
    }

    @Test func `a call that a rule refuses as the default does is not newer than the profile`() throws {
        let filter = try filter(
            [
                LinuxSyscall(names: ["read"], action: "SCMP_ACT_ALLOW"),
                LinuxSyscall(names: ["statx"], action: "SCMP_ACT_ERRNO"),
            ], architectures: ["SCMP_ARCH_X32"], options: .init(answersNewerCallsWithENOSYS: true))
        #expect(filter.run(.x86_64, 332).answer == refused(1))
        #expect(filter.run(.x86_64, 333).answer == refused(38))
        #expect(filter.run(.x86_64, 0x4000_0000 + 332).answer == refused(1))
        #expect(filter.run(.x86_64, 0x4000_0000 + 333).answer == refused(38))
    }

    @Test func `a test of no bits is none, so that its rule is about all calls`() throws {
        let mask = LinuxSeccompArgument(index: 3, value: 0xff_0000_0000, valueTwo: 0x1_0000_0000, op: "SCMP_CMP_MASKED_EQ")
        let filter = try filter(
            [
                LinuxSyscall(names: ["ioctl"], action: "SCMP_ACT_LOG", args: [mask]),
                LinuxSyscall(names: ["ioctl"], action: "SCMP_ACT_ALLOW"),
            ], architectures: ["SCMP_ARCH_X86"])
        #expect(filter.answer(.x86, "ioctl") == 0x7ffc_0000)
        #expect(filter.answer(.x86_64, "ioctl") == allowed)
    }

    @Test func `unknown calls are skipped, unknown words are errors that name them`() throws {
        let filter = try filter([LinuxSyscall(names: ["no_such_call", "read"], action: "SCMP_ACT_ALLOW")])
        #expect(filter.answer(.x86_64, "read") == allowed)
        let wrong: [LinuxSeccomp] = [
            LinuxSeccomp(defaultAction: "ALLOW"),
            LinuxSeccomp(defaultAction: "SCMP_ACT_ALLOW", architectures: ["SCMP_ARCH_PDP11"]),
            LinuxSeccomp(defaultAction: "SCMP_ACT_ALLOW", flags: ["SECCOMP_FILTER_FLAG_NEW"]),
            LinuxSeccomp(defaultAction: "SCMP_ACT_ALLOW", defaultErrnoRet: 5),
            LinuxSeccomp(
                defaultAction: "SCMP_ACT_ALLOW", syscalls: [LinuxSyscall(names: ["read"], action: "SCMP_ACT_DENY")]),
            LinuxSeccomp(defaultAction: "SCMP_ACT_ALLOW", syscalls: [LinuxSyscall(names: [], action: "SCMP_ACT_LOG")]),
            LinuxSeccomp(
                defaultAction: "SCMP_ACT_ALLOW",
                syscalls: [
                    LinuxSyscall(
                        names: ["read"], action: "SCMP_ACT_LOG",
                        args: [LinuxSeccompArgument(index: 6, value: 0, op: "SCMP_CMP_EQ")])
                ]),
            LinuxSeccomp(
                defaultAction: "SCMP_ACT_ALLOW",
                syscalls: [
                    LinuxSyscall(
                        names: ["read"], action: "SCMP_ACT_LOG",
                        args: [LinuxSeccompArgument(index: 1, value: 0, op: "EQ")])
                ]),
        ]
        for profile in wrong {
            #expect(throws: SeccompError.self) { try SeccompProgram(compiling: profile) }
        }
    }

    @Test func `flags and the listener are kept with the program`() throws {
        let program = try SeccompProgram(
            compiling: LinuxSeccomp(
                defaultAction: "SCMP_ACT_ALLOW",
                flags: [
                    "SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW", "SECCOMP_FILTER_FLAG_TSYNC",
                    "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV",
                ], syscalls: [LinuxSyscall(names: ["mkdir"], action: "SCMP_ACT_NOTIFY")]))
        #expect(program.flags == [.log, .allowSpeculation, .waitKillable])
        #expect(program.needsListener)
        #expect(SeccompProgram(encoded: program.encoded()) == program)
        var bytes = program.encoded()
        bytes[bytes.count - 2] ^= 1
        #expect(SeccompProgram(encoded: bytes) == nil)
        #expect(SeccompProgram(encoded: Array(program.encoded().dropLast(8))) == nil)
        #expect(SeccompProgram(encoded: []) == nil)
    }

    @Test func `neighbouring numbers with one decision are one range`() throws {
        let names = SystemCallTable.names.filter { SystemCallTable.number(of: $0, on: .x86_64) != nil }
        let program = try SeccompProgram(
            compiling: LinuxSeccomp(
                defaultAction: "SCMP_ACT_ERRNO", syscalls: [LinuxSyscall(names: names, action: "SCMP_ACT_ALLOW")]),
            native: .x86_64)
        // 0…336 and 424…470, and the numbers of x32
        #expect(program.instructions.count <= 14)
    }
}
