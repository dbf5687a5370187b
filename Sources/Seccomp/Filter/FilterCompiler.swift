/// Turns ranges of numbers into the instructions of a filter.
///
/// The filter asks for the architecture, then finds the range of the number by a search tree, then tests arguments
/// where the range has rules with tests. Everything is written from the end (see `FilterAssembler`).
struct FilterCompiler {
    /// An architecture of the kernel and all decisions about its numbers; x86_64 and x32 share one.
    struct Section {
        let architecture: SystemCallArchitecture
        let ranges: NumberRanges
    }

    let sections: [Section]
    /// The answer to calls of an architecture that has no section.
    let foreign: UInt32
    /// The answer when no rule matches.
    let otherwise: UInt32

    private var program = FilterAssembler()

    init(sections: [Section], foreign: UInt32, otherwise: UInt32) {
        self.sections = sections
        self.foreign = foreign
        self.otherwise = otherwise
    }

    /// Offsets in `struct seccomp_data`.
    private static let numberOffset: UInt32 = 0
    private static let architectureOffset: UInt32 = 4

    static func compile(sections: [Section], foreign: UInt32, otherwise: UInt32) -> [FilterInstruction] {
        var compiler = FilterCompiler(sections: sections, foreign: foreign, otherwise: otherwise)
        var starts: [FilterAssembler.Target] = []
        // The last section first, so that the first, which is the native one, comes right after the question.
        for section in sections.reversed() { starts.append(compiler.write(section)) }
        var next = FilterAssembler.Target.answer(foreign)
        for (index, section) in sections.reversed().enumerated() {
            compiler.program.branch(
                .jumpIfEqual, section.architecture.auditToken, whenTrue: starts[index], whenFalse: next)
            next = compiler.program.start
        }
        compiler.program.continueAt(next)
        compiler.program.load(architectureOffset)
        return compiler.program.program
    }

    private mutating func write(_ section: Section) -> FilterAssembler.Target {
        let ranges = section.ranges.ranges
        var leaves: [FilterAssembler.Target] = []
        leaves.reserveCapacity(ranges.count)
        for range in ranges {
            switch range.decision {
            case .answer(let value): leaves.append(.answer(value))
            case .rules(let rules):
                let base = SystemCallArchitecture.x32.numberBase
                let isX32 = section.architecture == .x86_64 && range.first >= base
                leaves.append(write(rules, for: isX32 ? .x32 : section.architecture))
            }
        }
        let weights = SearchWeights(ranges)
        let root = tree(0..<ranges.count, ranges, leaves, weights)
        program.continueAt(root)
        program.load(Self.numberOffset)
        return program.start
    }

    /// Writes the search among some neighbouring ranges; answers where it starts.
    private mutating func tree(
        _ span: Range<Int>, _ ranges: [NumberRange], _ leaves: [FilterAssembler.Target], _ weights: SearchWeights
    ) -> FilterAssembler.Target {
        if span.count == 1 { return leaves[span.lowerBound] }
        // A range of one number between two that are decided alike is one question, not two.
        if span.count == 3 && leaves[span.lowerBound] == leaves[span.lowerBound + 2]
            && ranges[span.lowerBound + 1].first + 1 == ranges[span.lowerBound + 2].first
        {
            program.branch(
                .jumpIfEqual, ranges[span.lowerBound + 1].first, whenTrue: leaves[span.lowerBound + 1],
                whenFalse: leaves[span.lowerBound])
            return program.start
        }
        let middle = weights.middle(of: span)
        let right = tree(middle..<span.upperBound, ranges, leaves, weights)
        let left = tree(span.lowerBound..<middle, ranges, leaves, weights)
        program.branch(.jumpIfGreaterOrEqual, ranges[middle].first, whenTrue: right, whenFalse: left)
        return program.start
    }

    /// Writes rules with tests one after the other.
    private mutating func write(
        _ rules: [FilterRule], for architecture: SystemCallArchitecture
    ) -> FilterAssembler.Target {
        var next = FilterAssembler.Target.answer(otherwise)
        var end = rules.count
        while end > 0 {
            let start = ValueList.start(of: rules, endingAt: end, wide: architecture.hasWideArguments)
            if end - start > 1 {
                next = ValueList.write(
                    rules[start..<end], into: &program, for: architecture, otherwise: next)
                end = start
                continue
            }
            let rule = rules[end - 1]
            var match = FilterAssembler.Target.answer(rule.answer)
            for test in rule.tests.reversed() {
                match = test.write(into: &program, for: architecture, match: match, fail: next)
            }
            next = match
            end -= 1
        }
        return program.land(on: next)
    }
}
