internal import OCISpecification

/// A profile on its way to a filter: its rules by architecture and number.
struct ProfileReading {
    private let native: SystemCallArchitecture
    private var architectures: [SystemCallArchitecture] = []
    /// One list an architecture, in the order of `architectures`.
    private var rules: [[NumberedRule]] = []
    private var tests: [[ArgumentTest]] = []
    private var defaultAction = FilterAction.killThread
    private(set) var otherwise: UInt32 = 0
    private(set) var asksListener = false
    private var defaultNumber: UInt32 = 1
    /// Names in rules that say what is done anyway.
    private var redundant: [String] = []

    init(native: SystemCallArchitecture) { self.native = native }

    mutating func read(_ profile: LinuxSeccomp) throws(SeccompError) {
        defaultAction = try action(profile.defaultAction, "the default action")
        defaultNumber = try number(profile.defaultErrnoRet, for: defaultAction, "the default action")
        otherwise = defaultAction.answer(defaultNumber)
        if defaultAction == .notify { asksListener = true }
        try readArchitectures(profile.architectures ?? [])
        for entry in profile.syscalls ?? [] { try read(entry) }
    }

    private mutating func readArchitectures(_ names: [String]) throws(SeccompError) {
        architectures = [native]
        for name in names {
            if let architecture = SystemCallArchitecture(name: name) {
                if !architectures.contains(architecture) { architectures.append(architecture) }
            } else if !SystemCallArchitecture.foreignNames.contains(name) {
                throw SeccompError(
                    .unsupported, doing: "read the profile", cause: "unknown architecture `\(name)`")
            }
        }
        rules = architectures.map { _ in [] }
        for index in rules.indices { rules[index].reserveCapacity(512) }
    }

    private mutating func read(_ entry: LinuxSyscall) throws(SeccompError) {
        let what = entry.names.count == 1 ? "the rule for `\(entry.names[0])`" : "a rule"
        let action = try action(entry.action, what)
        let answer = action.answer(try number(entry.errnoRet, for: action, what))
        if entry.names.isEmpty {
            throw SeccompError(.invalidProfile, doing: "read \(what)", cause: "it names no system call")
        }
        // The rule says what is done anyway. (runc and crun skip it too; libseccomp would refuse it.)
        if answer == otherwise {
            redundant += entry.names
            return
        }
        if action == .notify { asksListener = true }
        let alternatives = try alternatives(entry.args ?? [], what)
        for name in entry.names {
            if name.isEmpty {
                throw SeccompError(.invalidProfile, doing: "read a rule", cause: "a system call has an empty name")
            }
            add(name, answer, alternatives)
        }
    }

    /// Adds a rule for one name on every architecture that has it. A name that none has is skipped: profiles name
    /// the calls of all kernels, and runc and crun skip it as well.
    private mutating func add(_ name: String, _ answer: UInt32, _ alternatives: [[ArgumentTest]]) {
        let row = SystemCallTable.row(of: name)
        for index in architectures.indices {
            let architecture = architectures[index]
            if let number = row?.number(on: architecture) {
                append(index, number | architecture.numberBase, answer, alternatives)
            }
            if MultiplexedCall.applies(to: architecture), let call = MultiplexedCall.find(name),
                let number = SystemCallTable.row(of: call.gate)?.number(on: architecture)
            {
                let selected = ArgumentTest(index: 0, comparison: .equal, value: call.selector)
                // The gate's first argument is the selector, so a test of the call's own first gives way, as in
                // libseccomp.
                var gated: [[ArgumentTest]] = []
                for tests in alternatives.isEmpty ? [[]] : alternatives {
                    gated.append([selected] + tests.filter { $0.index != 0 })
                }
                append(index, number, answer, gated)
            }
        }
    }

    private mutating func append(
        _ architecture: Int, _ number: UInt32, _ answer: UInt32, _ alternatives: [[ArgumentTest]]
    ) {
        if alternatives.isEmpty {
            rules[architecture].append(NumberedRule(number: number, answer: answer, tests: -1))
        }
        let wide = architectures[architecture].hasWideArguments
        for alternative in alternatives {
            // A rule whose tests always hold is one without tests, and counts before those with tests, as in libseccomp.
            if alternative.allSatisfy({ $0.alwaysHolds(wide: wide) }) {
                rules[architecture].append(NumberedRule(number: number, answer: answer, tests: -1))
            } else {
                rules[architecture].append(NumberedRule(number: number, answer: answer, tests: tests.count))
                tests.append(alternative)
            }
        }
    }

    /// The lists of tests of which one has to hold entirely: one list, or, when an argument is named twice, one for
    /// each test (as libseccomp up to 2.3 and, since, runc and crun do it).
    private func alternatives(
        _ arguments: [LinuxSeccompArgument], _ what: String
    ) throws(SeccompError) -> [[ArgumentTest]] {
        if arguments.isEmpty { return [] }
        var tests: [ArgumentTest] = []
        var seen: UInt8 = 0
        var twice = false
        for argument in arguments {
            guard argument.index < 6 else {
                throw SeccompError(
                    .invalidProfile, doing: "read \(what)",
                    cause: "it tests argument \(argument.index); they are 0 to 5")
            }
            guard let comparison = ArgumentTest.Comparison(name: argument.op) else {
                throw SeccompError(
                    .invalidProfile, doing: "read \(what)", cause: "unknown operator `\(argument.op)`")
            }
            let bit = UInt8(1) << UInt8(argument.index)
            if seen & bit != 0 { twice = true }
            seen |= bit
            tests.append(
                ArgumentTest(
                    index: UInt8(argument.index), comparison: comparison, value: argument.value,
                    masked: argument.valueTwo ?? 0))
        }
        return twice ? tests.map { [$0] } : [tests]
    }

    private func action(_ name: String, _ what: String) throws(SeccompError) -> FilterAction {
        if let action = FilterAction(name: name) { return action }
        throw SeccompError(.invalidProfile, doing: "read \(what)", cause: "unknown action `\(name)`")
    }

    /// The number of an action: as given, else `EPERM`.
    private func number(
        _ given: UInt?, for action: FilterAction, _ what: String
    ) throws(SeccompError) -> UInt32 {
        guard let given else { return action.takesNumber ? 1 : 0 }
        // The specification wants an error here; zero is what writers put who mean nothing by it.
        guard action.takesNumber else {
            if given == 0 { return 0 }
            throw SeccompError(
                .invalidProfile, doing: "read \(what)", cause: "errnoRet \(given) does not go with its action")
        }
        guard given <= (action == .errno ? 4095 : 65535) else {
            throw SeccompError(.invalidProfile, doing: "read \(what)", cause: "errnoRet \(given) is too large")
        }
        return UInt32(given)
    }
}

extension ProfileReading {
    /// What is decided about the numbers of each architecture of the kernel, the native one first.
    mutating func sections(_ options: SeccompProgram.Options) -> [FilterCompiler.Section] {
        // x32 is a part of x86_64, and where there is none it cannot run.
        if let x32 = architectures.firstIndex(of: .x32), let main = architectures.firstIndex(of: .x86_64) {
            rules[main] += rules[x32]
            rules[x32] = []
        }
        var sections: [FilterCompiler.Section] = []
        let knowsX32 = architectures.contains(.x32)
        for (index, architecture) in architectures.enumerated() where architecture != .x32 {
            rules[index] = NumberedRule.sorted(rules[index])
            var ranges = NumberRanges(rules: rules[index], tests: tests, otherwise: otherwise)
            if options.answersNewerCallsWithENOSYS && wantsENOSYS { answerNewer(&ranges, index, architecture) }
            if architecture == .x86_64 && !knowsX32 {
                // Not -1: a tracer sets it to skip a call, and the filter is asked again (seccomp(2), 4.8).
                ranges.override(0x4000_0000...0xffff_fffe, FilterAction.killThread.answer(0))
            }
            sections.append(FilterCompiler.Section(architecture: architecture, ranges: ranges))
        }
        return sections
    }

    private var wantsENOSYS: Bool { !defaultAction.isPermissive && otherwise != FilterAction.errno.answer(38) }

    private func answerNewer(
        _ ranges: inout NumberRanges, _ index: Int, _ architecture: SystemCallArchitecture
    ) {
        let answer = FilterAction.errno.answer(38)
        let base = SystemCallArchitecture.x32.numberBase
        var last: UInt32?
        var lastX32: UInt32?
        for rule in rules[index] {
            // The private calls of arm, from 0xf0000 on, are no measure for newness.
            if architecture == .arm && rule.number >= 0xf0000 { continue }
            if architecture == .x86_64 && rule.number >= base {
                lastX32 = rule.number
            } else {
                last = rule.number
            }
        }
        // Rules with the default action are none, but what they name is not new.
        for name in redundant {
            guard let row = SystemCallTable.row(of: name) else { continue }
            if let number = row.number(on: architecture), architecture != .arm || number < 0xf0000 {
                last = max(last ?? 0, number)
            }
            if architecture == .x86_64, architectures.contains(.x32), let number = row.number(on: .x32) {
                lastX32 = max(lastX32 ?? base, number | base)
            }
        }
        let end: UInt32 = architecture == .arm ? 0xeffff : architecture == .x86_64 ? base - 1 : .max
        if let last, last < end { ranges.override((last + 1)...end, answer) }
        if let lastX32, lastX32 < .max { ranges.override((lastX32 + 1)...(.max), answer) }
    }
}
