import OCISpecification
import Testing

@testable import Seccomp

/// What the tests of arguments mean, by the words of the specification.
private func holds(_ test: LinuxSeccompArgument, _ arguments: [UInt64], wide: Bool) -> Bool {
    let mask: UInt64 = wide ? .max : 0xffff_ffff
    let argument = arguments[Int(test.index)] & mask
    let value = test.value & mask
    return switch test.op {
    case "SCMP_CMP_NE": argument != value
    case "SCMP_CMP_LT": argument < value
    case "SCMP_CMP_LE": argument <= value
    case "SCMP_CMP_EQ": argument == value
    case "SCMP_CMP_GE": argument >= value
    case "SCMP_CMP_GT": argument > value
    default: argument & value == (test.valueTwo ?? 0) & value & mask
    }
}

@Suite struct ArgumentTests {
    static let operations = [
        "SCMP_CMP_NE", "SCMP_CMP_LT", "SCMP_CMP_LE", "SCMP_CMP_EQ", "SCMP_CMP_GE", "SCMP_CMP_GT", "SCMP_CMP_MASKED_EQ",
    ]
    static let edges: [UInt64] = [
        0, 1, 5, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff, 0x1_0000_0000, 0x1_0000_0005, 0x5_0000_0000,
        0x5_ffff_ffff, 0x7fff_ffff_ffff_ffff, 0xffff_ffff_0000_0000, .max - 1, .max,
    ]

    @Test(arguments: operations) func `every operator compares whole arguments`(operation: String) throws {
        for value in Self.edges {
            for second in operation == "SCMP_CMP_MASKED_EQ" ? Self.edges : [0] {
                let test = LinuxSeccompArgument(index: 3, value: value, valueTwo: second, op: operation)
                let profile = LinuxSeccomp(
                    defaultAction: "SCMP_ACT_ERRNO", architectures: ["SCMP_ARCH_X86"],
                    syscalls: [LinuxSyscall(names: ["ioctl"], action: "SCMP_ACT_ALLOW", args: [test])])
                let filter = FilterSimulator(try SeccompProgram(compiling: profile, native: .x86_64))
                for argument in Self.edges {
                    let arguments = [0, 0, 0, argument, 0, 0]
                    for architecture in [SystemCallArchitecture.x86_64, .x86] {
                        let wanted = holds(test, arguments, wide: architecture.hasWideArguments) ? allowed : refused(1)
                        #expect(filter.answer(architecture, "ioctl", arguments) == wanted)
                    }
                }
            }
        }
    }

    @Test func `tests of one rule must all hold, rules for one call are alternatives`() throws {
        var generator = Numbers(seed: 7)
        let values: [UInt64] = [0, 1, 2, 0x1_0000_0000, 0x1_0000_0001, .max]
        for _ in 0..<300 {
            var rules: [LinuxSyscall] = []
            for _ in 0..<Int.random(in: 1...5, using: &generator) {
                var arguments: [LinuxSeccompArgument] = []
                for index in 0..<UInt(3) where Bool.random(using: &generator) {
                    arguments.append(
                        LinuxSeccompArgument(
                            index: index, value: values.randomElement(using: &generator)!,
                            valueTwo: values.randomElement(using: &generator)!,
                            op: Self.operations.randomElement(using: &generator)!))
                }
                if arguments.isEmpty { continue }
                rules.append(LinuxSyscall(names: ["ioctl"], action: "SCMP_ACT_ALLOW", args: arguments))
            }
            let profile = LinuxSeccomp(defaultAction: "SCMP_ACT_ERRNO", syscalls: rules)
            let filter = FilterSimulator(try SeccompProgram(compiling: profile, native: .x86_64))
            for _ in 0..<40 {
                let arguments = (0..<6).map { _ in values.randomElement(using: &generator)! }
                let wanted = rules.contains { rule in
                    rule.args!.allSatisfy { holds($0, arguments, wide: true) }
                }
                #expect(filter.answer(.x86_64, "ioctl", arguments) == (wanted ? allowed : refused(1)))
            }
        }
    }

    @Test func `an argument that a rule names twice makes its tests alternatives`() throws {
        let profile = LinuxSeccomp(
            defaultAction: "SCMP_ACT_ERRNO",
            syscalls: [
                LinuxSyscall(
                    names: ["ioctl"], action: "SCMP_ACT_ALLOW",
                    args: [
                        LinuxSeccompArgument(index: 1, value: 5, op: "SCMP_CMP_EQ"),
                        LinuxSeccompArgument(index: 1, value: 9, op: "SCMP_CMP_EQ"),
                    ])
            ])
        let filter = FilterSimulator(try SeccompProgram(compiling: profile, native: .x86_64))
        #expect(filter.answer(.x86_64, "ioctl", [0, 5]) == allowed)
        #expect(filter.answer(.x86_64, "ioctl", [0, 9]) == allowed)
        #expect(filter.answer(.x86_64, "ioctl", [0, 7]) == refused(1))
    }

    @Test func `hundreds of rules reach over the distance of one jump`() throws {
        var rules: [LinuxSyscall] = []
        for value in UInt64(0)..<700 {
            rules.append(
                LinuxSyscall(
                    names: ["ioctl"], action: value % 2 == 0 ? "SCMP_ACT_ALLOW" : "SCMP_ACT_LOG",
                    args: [LinuxSeccompArgument(index: 1, value: value * 3, op: "SCMP_CMP_EQ")]))
        }
        rules.append(LinuxSyscall(names: ["read", "write", "close"], action: "SCMP_ACT_ALLOW"))
        let profile = LinuxSeccomp(defaultAction: "SCMP_ACT_ERRNO", syscalls: rules)
        let filter = FilterSimulator(try SeccompProgram(compiling: profile, native: .x86_64))
        for value in UInt64(0)..<2100 {
            let wanted = value % 3 == 0 ? (value / 3 % 2 == 0 ? allowed : 0x7ffc_0000) : refused(1)
            #expect(filter.answer(.x86_64, "ioctl", [0, value]) == wanted)
        }
        #expect(filter.answer(.x86_64, "read") == allowed)
        #expect(filter.answer(.x86_64, "close") == allowed)
        #expect(filter.answer(.x86_64, "open") == refused(1))
    }
}

/// Random numbers that are the same in each run.
struct Numbers: RandomNumberGenerator {
    var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
