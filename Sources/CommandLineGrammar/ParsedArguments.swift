/// One mention of an option on the command line.
public struct GivenOption: Hashable, Sendable {
    /// The table in which the option was found.
    public enum Table: Hashable, Sendable {
        case own
        /// Options that are given before or after the verb.
        case persistent
    }

    public let table: Table
    /// The row in that table.
    public let row: Int
    public let value: String
}

/// A command line taken apart, before any value is stored.
public struct ParsedArguments: Hashable, Sendable {
    public var options: [GivenOption] = []
    public var operands: [String] = []
    /// How many operands stood before `--`; nil when there was none.
    public var operandsBeforeDashes: Int?
    public var wantsHelp = false
    /// Advice about options that are going away, one line each.
    public var warnings: [String] = []
}
