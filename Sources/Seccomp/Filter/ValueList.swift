/// Rules that differ only in the value that one argument has to equal, such as those about `personality(2)`: the
/// argument is loaded once and compared with each value.
enum ValueList {
    /// The first of the rules up to `end` that belong together; `end - 1` when the last stands alone.
    static func start(of rules: [FilterRule], endingAt end: Int, wide: Bool) -> Int {
        var start = end - 1
        guard let last = value(of: rules[start]) else { return start }
        while start > 0, let test = value(of: rules[start - 1]), rules[start - 1].answer == rules[end - 1].answer,
            test.index == last.index, !wide || test.value >> 32 == last.value >> 32
        {
            start -= 1
        }
        return start
    }

    private static func value(of rule: FilterRule) -> ArgumentTest? {
        guard rule.tests.count == 1, rule.tests[0].comparison == .equal else { return nil }
        return rule.tests[0]
    }

    static func write(
        _ rules: ArraySlice<FilterRule>, into program: inout FilterAssembler,
        for architecture: SystemCallArchitecture, otherwise: FilterAssembler.Target
    ) -> FilterAssembler.Target {
        let first = rules[rules.startIndex].tests[0]
        let words = ArgumentWords(index: first.index, architecture: architecture)
        var next = otherwise
        for rule in rules.reversed() {
            program.branch(
                .jumpIfEqual, UInt32(truncatingIfNeeded: rule.tests[0].value), whenTrue: .answer(rule.answer),
                whenFalse: next)
            next = program.start
        }
        program.load(words.low)
        if let offset = words.high {
            program.branch(
                .jumpIfEqual, UInt32(truncatingIfNeeded: first.value >> 32), whenTrue: program.start,
                whenFalse: otherwise)
            program.load(offset)
        }
        return program.start
    }
}
