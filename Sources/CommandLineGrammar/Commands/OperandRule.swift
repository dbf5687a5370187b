/// How many operands a verb takes, and whether options may follow them.
public struct OperandRule: Hashable, Sendable {
    public let minimum: Int
    /// Nil: any number.
    public let maximum: Int?
    /// False for verbs whose operands are another program's command line.
    public var allowsOptionsAfter = true

    public static let none = OperandRule(minimum: 0, maximum: 0)
    public static let any = OperandRule(minimum: 0, maximum: nil)
    public static func exactly(_ count: Int) -> OperandRule { OperandRule(minimum: count, maximum: count) }
    public static func atLeast(_ count: Int) -> OperandRule { OperandRule(minimum: count, maximum: nil) }
    public static func atMost(_ count: Int) -> OperandRule { OperandRule(minimum: 0, maximum: count) }
    public static func between(_ minimum: Int, _ maximum: Int) -> OperandRule {
        OperandRule(minimum: minimum, maximum: maximum)
    }

    /// The same numbers, but everything after the first operand belongs to a command (`run`, `exec`).
    public var thenCommand: OperandRule {
        var rule = self
        rule.allowsOptionsAfter = false
        return rule
    }

    func check(_ count: Int, command: [String]) throws(UsageError) {
        if maximum == 0, count > 0 { throw UsageError("`\(command.joined(separator: " "))` takes no arguments") }
        if let maximum, minimum == maximum, count != minimum {
            throw UsageError("accepts \(minimum) arg(s), received \(count)")
        }
        if let maximum, minimum > 0, count < minimum || count > maximum {
            throw UsageError("accepts between \(minimum) and \(maximum) arg(s), received \(count)")
        }
        if count < minimum { throw UsageError("requires at least \(minimum) arg(s), only received \(count)") }
        if let maximum, count > maximum { throw UsageError("accepts at most \(maximum) arg(s), received \(count)") }
    }
}
