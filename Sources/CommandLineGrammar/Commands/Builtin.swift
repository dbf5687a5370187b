/// The commands that every program with this grammar has.
enum Builtin: String, CaseIterable {
    case help
    case completion
    /// `__complete KIND PREFIX`: what completion scripts ask for names.
    case complete = "__complete"
    /// `__manual [PAGE]`: the names of the manual pages, or the text of one.
    case manual = "__manual"

    /// For the lists of commands; they are carried out without these.
    static func commands<Globals>() -> [Command<Globals>] {
        [
            .verb("help", "Show the help of a command") {
                Verb(usage: "[COMMAND...]", operands: .any) { _ in 0 }
            },
            .verb("completion", "Print a completion script for bash, zsh or fish") {
                Verb(
                    usage: "bash|zsh|fish", description: Builtin.completionDescription, operands: .exactly(1),
                    completes: [.values(Shell.allCases.map { $0.rawValue })]
                ) { _ in 0 }
            },
        ]
    }

    static let completionDescription = """
        Prints a script that lets a shell complete commands, options and the names of objects. Load it from the \
        shell's start-up file, or save it in the shell's folder for completions.
        """

    func help(program: String) -> String {
        switch self {
        case .help: "Show the help of a command\n\nUsage:\n  \(program) help [COMMAND...]\n"
        case .completion:
            """
            Print a completion script

            Usage:
              \(program) completion bash|zsh|fish

            Examples:
              source <(\(program) completion bash)
              \(program) completion zsh > "${fpath[1]}/_\(program)"
              \(program) completion fish > ~/.config/fish/completions/\(program).fish

            """
        case .complete: ""
        case .manual: "Print the manual pages\n\nUsage:\n  \(program) __manual [PAGE]\n"
        }
    }
}

/// A shell that completion scripts exist for.
public enum Shell: String, CaseIterable, Sendable { case bash, zsh, fish }
