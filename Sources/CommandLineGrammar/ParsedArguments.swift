/// One mention of an option on the command line.
package struct GivenOption: Hashable, Sendable {
    /// The table in which the option was found.
    package enum Table: Hashable, Sendable {
        case own
        /// Options that are given before or after the verb.
        case persistent
    }

    package let table: Table
    /// The row in that table.
    package let row: Int
    package let value: String
}

/// A command line taken apart, before any value is stored.
package struct ParsedArguments: Hashable, Sendable {
    package var options: [GivenOption] = []
    package var operands: [String] = []
    /// How many operands stood before `--`; nil when there was none.
    package var operandsBeforeDashes: Int?
    package var wantsHelp = false
    /// Advice about options that are going away, one line each.
    package var warnings: [String] = []
}
