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
    /// The position of the rule in the profile: the earlier one counts where two match.
    let order: UInt32
    let answer: UInt32
    /// Index into the list of tests; negative for none.
    let tests: Int
}
