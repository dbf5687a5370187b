/// What a verb is called with.
package struct Invocation<Options, Globals> {
    package var options: Options
    package var globals: Globals
    package var operands: [String]
    /// How many operands stood before `--`; nil when there was none.
    package let operandsBeforeDashes: Int?
    /// The words that chose the verb, the program's name first: `["apus", "image", "ls"]`, always by their main names.
    package let path: [String]
    let given: [String]

    /// Whether the option with this long name was on the command line, were it with the default as its value.
    package func isGiven(_ long: String) -> Bool { given.contains(long) }
}
