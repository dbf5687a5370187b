/// What a filter decides about a system call once its number is known.
enum Decision: Hashable {
    case answer(UInt32)
    /// Rules with tests, in order; if none matches, the default answer.
    case rules([FilterRule])
}

/// The numbers from `first` up to the next range, all decided alike.
struct NumberRange {
    let first: UInt32
    let decision: Decision
}

/// The whole space of numbers of an architecture, as ranges with one decision each.
struct NumberRanges {
    private(set) var ranges: [NumberRange] = []

    /// `rules` sorted by number and order.
    init(rules: [NumberedRule], tests: [[ArgumentTest]], otherwise: UInt32) {
        ranges.reserveCapacity(256)
        append(0, .answer(otherwise))
        var at = 0
        while at < rules.count {
            let number = rules[at].number
            var end = at + 1
            while end < rules.count && rules[end].number == number { end += 1 }
            append(number, Self.decision(rules[at..<end], tests))
            at = end
            if number < .max && (at == rules.count || rules[at].number != number + 1) {
                append(number + 1, .answer(otherwise))
            }
        }
    }

    /// A rule without tests is about all calls, and the first of those beats all others, as in libseccomp.
    private static func decision(_ rules: ArraySlice<NumberedRule>, _ tests: [[ArgumentTest]]) -> Decision {
        for rule in rules where rule.tests < 0 { return .answer(rule.answer) }
        var found: [FilterRule] = []
        for rule in rules {
            let wanted = FilterRule(answer: rule.answer, tests: tests[rule.tests])
            if !found.contains(wanted) { found.append(wanted) }
        }
        return .rules(found)
    }

    private mutating func append(_ first: UInt32, _ decision: Decision) {
        if let last = ranges.last {
            if last.decision == decision { return }
            if last.first == first { ranges.removeLast() }
            if let before = ranges.last, before.decision == decision { return }
        }
        ranges.append(NumberRange(first: first, decision: decision))
    }

    /// Decides alike about all numbers in a closed range, whatever was decided before.
    mutating func override(_ numbers: ClosedRange<UInt32>, _ answer: UInt32) {
        let old = ranges
        ranges.removeAll(keepingCapacity: true)
        var after: Decision?
        for (index, range) in old.enumerated() {
            let last = index + 1 < old.count ? old[index + 1].first - 1 : UInt32.max
            if range.first < numbers.lowerBound { append(range.first, range.decision) }
            if range.first <= numbers.upperBound && last >= numbers.upperBound { after = range.decision }
            if range.first <= numbers.lowerBound && last >= numbers.lowerBound {
                append(numbers.lowerBound, .answer(answer))
            }
            if let decision = after, numbers.upperBound < .max {
                append(numbers.upperBound + 1, decision)
                after = nil
            }
            if range.first > numbers.upperBound { append(range.first, range.decision) }
        }
    }
}
