/// What to answer to some system calls, if their arguments pass all the tests.
struct FilterRule: Hashable, Sendable {
    /// A `SECCOMP_RET_…` with its data.
    let answer: UInt32
    /// All have to hold; none is always.
    let tests: [ArgumentTest]
}

/// One rule for one number of one architecture.
struct NumberedRule {
    let number: UInt32
    let answer: UInt32
    /// Index into the list of tests; negative for none.
    let tests: Int

    /// Sorts by number; of one number, the rule that stands first in the profile comes first, and counts where two
    /// match.
    static func sorted(_ rules: [NumberedRule]) -> [NumberedRule] {
        var keys: [UInt64] = []
        keys.reserveCapacity(rules.count)
        for (index, rule) in rules.enumerated() { keys.append(UInt64(rule.number) << 32 | UInt64(index)) }
        keys.sort()
        return keys.map { rules[Int($0 & 0xffff_ffff)] }
    }
}
