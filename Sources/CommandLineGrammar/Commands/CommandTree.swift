/// Where a text goes.
public enum OutputStream: Hashable, Sendable { case standardOutput, standardError }

/// A program's whole command line.
public struct CommandTree<Globals> {
    /// The name in usage lines, errors and file names.
    public let program: String
    public let summary: String
    public var description = ""
    /// Shown in the manual pages' footer.
    public var version = ""
    public let initial: Globals
    /// Options for all verbs, given before or after the verb. A verb's own option of the same name or letter wins there.
    public let globalOptions: () -> [OptionRow<Globals>]
    public let commands: () -> [Command<Globals>]
    /// What an error on the command line exits with; podman's 125 keeps it apart from the container's own codes.
    public var usageExitCode: Int32 = 125
    public var errorPrefix = "Error: "
    /// Whether `help`, `completion` and the hidden `__complete` and `__manual` exist.
    public var hasBuiltins = true
    /// The width of the terminal; help is never narrower than 80 columns.
    public var columns = 80
    /// Called when no verb is given, with what the options said (`--version`); nil: that is an error.
    public var withoutCommand: (Globals) throws(UsageError) -> Int32? = { (_) throws(UsageError) in nil }
    /// The names of a kind (see ``CompletionHint/names(_:)``) that begin with a prefix.
    public var completeNames: (_ kind: String, _ prefix: String, Globals) -> [String] = { _, _, _ in [] }
    public var output: (OutputStream, String) -> Void

    public init(
        program: String, summary: String, initial: Globals, globalOptions: @escaping () -> [OptionRow<Globals>],
        commands: @escaping () -> [Command<Globals>], output: @escaping (OutputStream, String) -> Void
    ) {
        self.program = program
        self.summary = summary
        self.initial = initial
        self.globalOptions = globalOptions
        self.commands = commands
        self.output = output
    }

    /// Runs the command line (without the program's own name) and answers the exit code.
    public func run(_ arguments: [String]) -> Int32 {
        var dispatch = Dispatch(tree: self)
        do throws(UsageError) {
            return try dispatch.run(arguments[...])
        } catch {
            report(error, path: dispatch.path)
            return error.exitCode ?? usageExitCode
        }
    }

    private func report(_ error: UsageError, path: [String]) {
        var text = errorPrefix + error.message
        if text.utf8.last != UInt8(ascii: "\n") { text += "\n" }
        if error.pointsToHelp { text += "See '\(path.joined(separator: " ")) --help'\n" }
        output(.standardError, text)
    }
}
