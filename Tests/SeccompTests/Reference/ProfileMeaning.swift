import OCISpecification

@testable import Seccomp

/// What a profile says about a call by the words of the specification, read slowly: rules in order, tests of a rule
/// together. It knows nothing of how a filter is made.
struct ProfileMeaning {
    struct Rule {
        let answer: UInt32
        let tests: [LinuxSeccompArgument]
    }

    let defaultAnswer: UInt32
    /// By number, with the bit of x32.
    private(set) var rules: [UInt32: [Rule]] = [:]
    let isWide: Bool

    /// Calls through a gate are added as rules about the gate.
    init(_ profile: LinuxSeccomp, on architecture: SystemCallArchitecture, library: ReferenceLibrary) {
        isWide = architecture == .x86_64 || architecture == .aarch64
        defaultAnswer = ReferenceProgram.answer(profile.defaultAction, profile.defaultErrnoRet)
        for entry in profile.syscalls ?? [] {
            let answer = ReferenceProgram.answer(entry.action, entry.errnoRet)
            if answer == defaultAnswer { continue }
            let tests = entry.args ?? []
            let isOld = Set(tests.map(\.index)).count < tests.count
            for name in entry.names {
                for alternative in isOld ? tests.map({ [$0] }) : [tests] {
                    // The library answers pseudo numbers for gated calls of x86: those are in our table only.
                    if let number = library.number(of: name, on: architecture)
                        ?? SystemCallTable.number(of: name, on: architecture)
                    {
                        rules[number, default: []].append(Rule(answer: answer, tests: alternative))
                    }
                    guard architecture == .x86, let call = MultiplexedCall.find(name) else { continue }
                    let selector = LinuxSeccompArgument(index: 0, value: call.selector, op: "SCMP_CMP_EQ")
                    rules[call.gate == "ipc" ? 117 : 102, default: []].append(
                        Rule(answer: answer, tests: [selector] + alternative.filter { $0.index != 0 }))
                }
            }
        }
    }

    /// The answers of all rules that match, in order; those without tests alone, if there are any.
    func answers(_ number: UInt32, _ arguments: [UInt64]) -> [UInt32] {
        guard let rules = rules[number] else { return [] }
        let plain = rules.filter { $0.tests.allSatisfy(isVoid) }
        if let first = plain.first { return [first.answer] }
        return rules.filter { $0.tests.allSatisfy { holds($0, arguments) } }.map(\.answer)
    }

    /// A test of no bits, which is none.
    private func isVoid(_ test: LinuxSeccompArgument) -> Bool {
        test.op == "SCMP_CMP_MASKED_EQ" && (isWide ? test.value : test.value & 0xffff_ffff) == 0
    }

    /// Whether libseccomp has room to mistake the rules for one another: it merges the tests of all rules about a call
    /// into one tree of 32-bit comparisons without a way back from a branch once taken, which is right for rules that
    /// want single values of the same arguments, and else for some.
    func mayBeMerged(_ number: UInt32) -> Bool {
        let tested = (rules[number] ?? []).map(\.tests).filter { !$0.isEmpty }
        guard tested.count > 1 else { return false }
        let arguments = Set(tested[0].map(\.index))
        return !tested.allSatisfy { tests in
            Set(tests.map(\.index)) == arguments && tests.allSatisfy { $0.op == "SCMP_CMP_EQ" }
        }
    }

    private func holds(_ test: LinuxSeccompArgument, _ arguments: [UInt64]) -> Bool {
        let kept: UInt64 = isWide ? .max : 0xffff_ffff
        let argument = arguments[Int(test.index)] & kept
        let value = test.value & kept
        return switch test.op {
        case "SCMP_CMP_NE": argument != value
        case "SCMP_CMP_LT": argument < value
        case "SCMP_CMP_LE": argument <= value
        case "SCMP_CMP_EQ": argument == value
        case "SCMP_CMP_GE": argument >= value
        case "SCMP_CMP_GT": argument > value
        default: argument & value == (test.valueTwo ?? 0) & value
        }
    }

    /// Lists of arguments around all values that the rules for a number compare with.
    func probes(_ number: UInt32, using numbers: inout Numbers) -> [[UInt64]] {
        var edges = [Set<UInt64>](repeating: [0, .max], count: 6)
        var probes = [[UInt64]](arrayLiteral: [0, 0, 0, 0, 0, 0], [UInt64](repeating: .max, count: 6))
        guard let rules = rules[number], rules.contains(where: { !$0.tests.isEmpty }) else { return probes }
        for test in rules.flatMap(\.tests) {
            for value in [test.value, test.valueTwo ?? test.value] {
                edges[Int(test.index)].formUnion([
                    value, value &+ 1, value &- 1, value ^ 0xffff_ffff, value ^ 0xffff_ffff_0000_0000,
                    value & 0xffff_ffff, value | ~test.value,
                ])
            }
        }
        let sorted = edges.map { $0.sorted() }
        for index in 0..<6 {
            for value in sorted[index] {
                var probe = sorted.map { $0.randomElement(using: &numbers)! }
                probe[index] = value
                probes.append(probe)
            }
        }
        for rule in rules {
            // From what a rule wants, one argument at a time to every edge.
            var base = [UInt64](repeating: 0, count: 6)
            for test in rule.tests {
                base[Int(test.index)] =
                    switch test.op {
                    case "SCMP_CMP_NE", "SCMP_CMP_GT": test.value &+ 1
                    case "SCMP_CMP_LT": test.value &- 1
                    case "SCMP_CMP_MASKED_EQ": test.valueTwo ?? 0
                    default: test.value
                    }
            }
            probes.append(base)
            for test in rule.tests {
                for value in sorted[Int(test.index)] {
                    var probe = base
                    probe[Int(test.index)] = value
                    probes.append(probe)
                }
            }
        }
        return probes
    }
}
