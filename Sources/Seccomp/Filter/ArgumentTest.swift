/// A comparison of one argument of a system call with constants.
struct ArgumentTest: Hashable, Sendable {
    enum Comparison: UInt8, Hashable, Sendable {
        case notEqual, less, lessOrEqual, equal, greaterOrEqual, greater, maskedEqual

        init?(name: String) {
            switch name {
            case "SCMP_CMP_NE": self = .notEqual
            case "SCMP_CMP_LT": self = .less
            case "SCMP_CMP_LE": self = .lessOrEqual
            case "SCMP_CMP_EQ": self = .equal
            case "SCMP_CMP_GE": self = .greaterOrEqual
            case "SCMP_CMP_GT": self = .greater
            case "SCMP_CMP_MASKED_EQ": self = .maskedEqual
            default: return nil
            }
        }
    }

    let index: UInt8
    let comparison: Comparison
    /// What the argument is compared with; for `.maskedEqual` the mask.
    let value: UInt64
    /// For `.maskedEqual`: what the masked argument has to be, itself masked, as libseccomp does.
    let masked: UInt64

    init(index: UInt8, comparison: Comparison, value: UInt64, masked: UInt64 = 0) {
        self.index = index
        self.comparison = comparison
        self.value = value
        self.masked = comparison == .maskedEqual ? masked & value : 0
    }

    /// Whether it asks for no bit of an argument.
    func alwaysHolds(wide: Bool) -> Bool {
        comparison == .maskedEqual && value & (wide ? .max : 0xffff_ffff) == 0
    }

    /// Writes the test, which runs before what was written so far; answers where it starts.
    func write(
        into program: inout FilterAssembler, for architecture: SystemCallArchitecture,
        match: FilterAssembler.Target, fail: FilterAssembler.Target
    ) -> FilterAssembler.Target {
        let words = ArgumentWords(index: index, architecture: architecture)
        let low = UInt32(truncatingIfNeeded: value)
        let high = UInt32(truncatingIfNeeded: value >> 32)
        switch comparison {
        case .equal: return equal(low, high, words, &program, match, fail)
        case .notEqual: return equal(low, high, words, &program, fail, match)
        case .greater: return ordered(.jumpIfGreater, low, high, words, &program, match, fail)
        case .lessOrEqual: return ordered(.jumpIfGreater, low, high, words, &program, fail, match)
        case .greaterOrEqual: return ordered(.jumpIfGreaterOrEqual, low, high, words, &program, match, fail)
        case .less: return ordered(.jumpIfGreaterOrEqual, low, high, words, &program, fail, match)
        case .maskedEqual:
            var next = match
            if let offset = words.high {
                next = maskedWord(high, UInt32(truncatingIfNeeded: masked >> 32), offset, &program, next, fail)
            }
            next = maskedWord(low, UInt32(truncatingIfNeeded: masked), words.low, &program, next, fail)
            return program.land(on: next)
        }
    }

    private func equal(
        _ low: UInt32, _ high: UInt32, _ words: ArgumentWords, _ program: inout FilterAssembler,
        _ match: FilterAssembler.Target, _ fail: FilterAssembler.Target
    ) -> FilterAssembler.Target {
        var next = match
        if let offset = words.high {
            program.branch(.jumpIfEqual, high, whenTrue: next, whenFalse: fail)
            program.load(offset)
            next = program.start
        }
        program.branch(.jumpIfEqual, low, whenTrue: next, whenFalse: fail)
        program.load(words.low)
        return program.start
    }

    /// Above, when the more significant word is above, or equal and the other word above.
    private func ordered(
        _ operation: FilterInstruction.Operation, _ low: UInt32, _ high: UInt32, _ words: ArgumentWords,
        _ program: inout FilterAssembler, _ match: FilterAssembler.Target, _ fail: FilterAssembler.Target
    ) -> FilterAssembler.Target {
        program.branch(operation, low, whenTrue: match, whenFalse: fail)
        program.load(words.low)
        if let offset = words.high {
            program.branch(.jumpIfEqual, high, whenTrue: program.start, whenFalse: fail)
            program.branch(.jumpIfGreater, high, whenTrue: match, whenFalse: program.start)
            program.load(offset)
        }
        return program.start
    }

    private func maskedWord(
        _ mask: UInt32, _ wanted: UInt32, _ offset: UInt32, _ program: inout FilterAssembler,
        _ match: FilterAssembler.Target, _ fail: FilterAssembler.Target
    ) -> FilterAssembler.Target {
        if mask == 0 { return match }
        if wanted == 0 {
            program.branch(.jumpIfAnySet, mask, whenTrue: fail, whenFalse: match)
        } else {
            program.branch(.jumpIfEqual, wanted, whenTrue: match, whenFalse: fail)
            if mask != .max { program.and(mask) }
        }
        program.load(offset)
        return program.start
    }
}

/// Where the words of an argument lie in `struct seccomp_data`: number 4, architecture 4, pointer 8, six arguments.
struct ArgumentWords {
    let low: UInt32
    /// Nil where arguments have 32 bits: the more significant word is not compared.
    let high: UInt32?

    init(index: UInt8, architecture: SystemCallArchitecture) {
        let offset = 16 + 8 * UInt32(index)
        low = architecture.isBigEndian ? offset + 4 : offset
        high = architecture.hasWideArguments ? (architecture.isBigEndian ? offset : offset + 4) : nil
    }
}
