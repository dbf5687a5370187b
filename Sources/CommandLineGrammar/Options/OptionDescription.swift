/// One option without its destination: all that the parser, the help, the manual and the completions need.
/// (Kept small, with what few options have behind a reference: a table of 150 rows is made at every start of `run`.)
public struct OptionDescription: Sendable {
    /// The name after two dashes.
    public let long: String
    /// One sentence without a full stop; may hold line breaks.
    public let help: String
    /// The name of the value in help texts; empty where none is taken.
    private let valueName: String
    /// The letter after one dash.
    public var short: Unicode.Scalar?
    private let takes: Takes
    private let rare: Rare?

    private enum Takes: UInt8 { case nothing, value, optionalValue, count }

    /// What most options do not have.
    private final class Rare: Sendable {
        let aliases: [String]
        let group: String?
        let defaultText: String?
        let isHidden: Bool
        let deprecation: String?
        let completion: CompletionHint
        let bare: String

        init(
            aliases: [String], group: String?, defaultText: String?, isHidden: Bool, deprecation: String?,
            completion: CompletionHint, bare: String
        ) {
            self.aliases = aliases
            self.group = group
            self.defaultText = defaultText
            self.isHidden = isHidden
            self.deprecation = deprecation
            self.completion = completion
            self.bare = bare
        }
    }

    public init(
        long: String, short: Unicode.Scalar? = nil, kind: OptionKind, help: String, aliases: [String] = [],
        group: String? = nil, defaultText: String? = nil, isHidden: Bool = false, deprecation: String? = nil,
        completion: CompletionHint = .none
    ) {
        self.long = long
        self.help = help
        self.short = short
        var bareValue = ""
        switch kind {
        case .flag:
            takes = .nothing
            valueName = ""
        case .value(let name):
            takes = .value
            valueName = name
        case .optionalValue(let name, let bare):
            takes = .optionalValue
            valueName = name
            bareValue = bare
        case .count:
            takes = .count
            valueName = ""
        }
        var hasHint = true
        if case .none = completion { hasHint = false }
        if hasHint || isHidden || takes == .optionalValue || !aliases.isEmpty || group != nil || defaultText != nil
            || deprecation != nil
        {
            rare = Rare(
                aliases: aliases, group: group, defaultText: defaultText, isHidden: isHidden,
                deprecation: deprecation, completion: completion, bare: bareValue)
        } else {
            rare = nil
        }
    }

    public var kind: OptionKind {
        switch takes {
        case .nothing: .flag
        case .value: .value(valueName)
        case .optionalValue: .optionalValue(valueName, bare: rare?.bare ?? "")
        case .count: .count
        }
    }

    /// Other long names with the same meaning, which the help does not show (`--net` for `--network`).
    public var aliases: [String] { rare?.aliases ?? [] }
    /// The heading under which the help shows it; nil: "Options".
    public var group: String? { rare?.group }
    /// What applies when the option is not given, as the help shows it.
    public var defaultText: String? { rare?.defaultText }
    /// Works, but is not shown.
    public var isHidden: Bool { rare?.isHidden ?? false }
    /// Works, is not shown, and its use is answered with this advice.
    public var deprecation: String? { rare?.deprecation }
    /// What a shell offers as its value.
    public var completion: CompletionHint { rare?.completion ?? .none }

    /// Whether help, manual and completions show it.
    var isShown: Bool { !isHidden && deprecation == nil }

    /// The option as errors name it: `-t, --time`.
    public var title: String {
        if let short { "-\(short), --\(long)" } else { "--\(long)" }
    }

    func answers(to name: String) -> Bool {
        if long == name { return true }
        guard let rare, !rare.aliases.isEmpty else { return false }
        return rare.aliases.contains(name)
    }

    /// `--help`, which every command has.
    static let help = OptionDescription(long: "help", short: "h", kind: .flag, help: "Show help")
}
