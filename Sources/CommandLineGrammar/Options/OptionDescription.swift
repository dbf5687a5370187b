/// One option without its destination: all that the parser, the help, the manual and the completions need.
package struct OptionDescription: Sendable {
    /// The name after two dashes.
    package var long: String
    /// The letter after one dash.
    package var short: Unicode.Scalar?
    package var kind: OptionKind
    /// One sentence without a full stop; may hold line breaks.
    package var help: String
    /// Other long names with the same meaning, which the help does not show (`--net` for `--network`).
    package var aliases: [String]
    /// The heading under which the help shows it; nil: "Options".
    package var group: String?
    /// What applies when the option is not given, as the help shows it.
    package var defaultText: String?
    /// Works, but is not shown.
    package var isHidden: Bool
    /// Works, is not shown, and its use is answered with this advice.
    package var deprecation: String?
    /// What a shell offers as its value.
    package var completion: CompletionHint

    package init(
        long: String, short: Unicode.Scalar? = nil, kind: OptionKind, help: String, aliases: [String] = [],
        group: String? = nil, defaultText: String? = nil, isHidden: Bool = false, deprecation: String? = nil,
        completion: CompletionHint = .none
    ) {
        self.long = long
        self.short = short
        self.kind = kind
        self.help = help
        self.aliases = aliases
        self.group = group
        self.defaultText = defaultText
        self.isHidden = isHidden
        self.deprecation = deprecation
        self.completion = completion
    }

    /// Whether help, manual and completions show it.
    var isShown: Bool { !isHidden && deprecation == nil }

    /// The option as errors name it: `-t, --time`.
    package var title: String {
        if let short { "-\(short), --\(long)" } else { "--\(long)" }
    }

    func answers(to name: String) -> Bool {
        long == name || (!aliases.isEmpty && aliases.contains(name))
    }

    /// `--help`, which every command has.
    static let help = OptionDescription(long: "help", short: "h", kind: .flag, help: "Show help")
}
