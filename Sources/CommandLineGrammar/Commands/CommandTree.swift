/// Where a text goes.
package enum OutputStream: Hashable, Sendable { case standardOutput, standardError }

/// A program's whole command line.
package struct CommandTree<Globals> {
    /// The name in usage lines, errors and file names.
    package let program: String
    package let summary: String
    package var description = ""
    /// Shown in the manual pages' footer.
    package var version = ""
    package let initial: Globals
    /// Options for all verbs, given before or after the verb. A verb's own option of the same name or letter wins there.
    package let globalOptions: () -> [OptionRow<Globals>]
    package let commands: () -> [Command<Globals>]
    /// What an error on the command line exits with; podman's 125 keeps it apart from the container's own codes.
    package var usageExitCode: Int32 = 125
    package var errorPrefix = "Error: "
    /// Whether `help`, `completion` and the hidden `__complete` and `__manual` exist.
    package var hasBuiltins = true
    /// The width of the terminal; help is never narrower than 80 columns.
    package var columns = 80
    /// Called when no verb is given, with what the options said (`--version`); nil: that is an error.
    package var withoutCommand: (Globals) throws(UsageError) -> Int32? = { (_) throws(UsageError) in nil }
    /// The names of a kind (see ``CompletionHint/names(_:)``) that begin with a prefix.
    package var completeNames: (_ kind: String, _ prefix: String, Globals) -> [String] = { _, _, _ in [] }
    package var output: (OutputStream, String) -> Void

    package init(
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
    package func run(_ arguments: [String]) -> Int32 {
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
