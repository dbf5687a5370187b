import Linux
import OCISpecification
import TestSupport
import Testing

/// A call that the filter refuses is made through other gates of the processor: those of 32-bit programs and of x32. What each program could
/// do without a filter is tried first.
@Suite(.enabled(if: RuntimeUnderTest.canRun && MachineProgram.runsHere), .serialized) struct SystemCallGateTests {
    private enum Gate: CaseIterable {
        case wide32Bit, x32
        var program: MachineProgram { self == .x32 ? .makeDirectoryByX32("/made") : .makeDirectoryBy32Bit("/made") }
    }

    private func run(_ gate: Gate, _ seccomp: LinuxSeccomp?) throws -> (status: Int32, made: Bool) {
        var container = try TestContainer("")
        try replaceFile("\(container.rootfs)/gate", with: gate.program.bytes, mode: 0o755)
        container.configuration.process?.args = ["/gate"]
        container.configuration.linux?.seccomp = seccomp
        let outcome = try container.run()
        return (outcome.status, try exists("\(container.rootfs)/made"))
    }

    private func refusing(_ architectures: [String]) -> LinuxSeccomp {
        LinuxSeccomp(
            defaultAction: "SCMP_ACT_ALLOW", architectures: architectures,
            syscalls: [LinuxSyscall(names: ["mkdir", "mkdirat"], action: "SCMP_ACT_ERRNO", errnoRet: 1)])
    }

    @Test func `a filter for 64 bits is not passed by calls of other kinds`() throws {
        let (killed, noSystemCall): (Int32, Int32) = (128 + 31, 38)
        for gate in Gate.allCases {
            // Without a filter it is a call like any other, where the kernel has the gate: many have none of x32.
            let open = try run(gate, nil)
            #expect(open.made ? open.status == 0 : open.status == noSystemCall, "\(gate): \(open.status)")
            let other = try run(gate, refusing(["SCMP_ARCH_X86_64"]))
            #expect(!other.made && other.status == killed, "\(gate): \(other.status)")
            // Listed with the others, it is refused as they are.
            let listed = try run(gate, refusing(["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"]))
            #expect(!listed.made && listed.status == 1, "\(gate): \(listed.status)")
        }
    }
}
