/// What a verb is called with.
public struct Invocation<Options, Globals> {
    public var options: Options
    public var globals: Globals
    public var operands: [String]
    /// How many operands stood before `--`; nil when there was none.
    public let operandsBeforeDashes: Int?
    /// The words that chose the verb, the program's name first: `["apus", "image", "ls"]`, always by their main names.
    public let path: [String]
    let given: [String]

    /// Whether the option with this long name was on the command line, were it with the default as its value.
    public func isGiven(_ long: String) -> Bool { given.contains(long) }
}
