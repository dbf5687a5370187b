/// A word of the command line: a verb, or a group of more words. Its tables are made when it is chosen, not before.
public struct Command<Globals>: Sendable {
    enum Content: Sendable {
        case verb(@Sendable () -> Verb<Globals>)
        case group(
            description: String, options: @Sendable () -> [OptionRow<Globals>],
            commands: @Sendable () -> [Command<Globals>])
    }

    public var label: CommandLabel
    let content: Content

    /// A verb; one definition may stand in several groups (see ``named(_:aliases:summary:hidden:)``).
    public static func verb(
        _ name: String, aliases: [String] = [], _ summary: String, heading: String? = nil, hidden: Bool = false,
        deprecated: String? = nil, file: String = #fileID, line: Int = #line,
        _ make: @escaping @Sendable () -> Verb<Globals>
    ) -> Command {
        let label = CommandLabel(
            name: name, aliases: aliases, summary: summary, heading: heading, isHidden: hidden,
            deprecation: deprecated, source: CommandSource(name: name, file: file, line: line))
        return Command(label: label, content: .verb(make))
    }

    /// A group. Its options, like the program's own, go into the globals and may stand before or after its verbs.
    public static func group(
        _ name: String, aliases: [String] = [], _ summary: String, description: String = "",
        heading: String? = nil, hidden: Bool = false, deprecated: String? = nil, file: String = #fileID,
        line: Int = #line, options: @escaping @Sendable () -> [OptionRow<Globals>] = { [] },
        _ commands: @escaping @Sendable () -> [Command<Globals>]
    ) -> Command {
        let label = CommandLabel(
            name: name, aliases: aliases, summary: summary, heading: heading, isHidden: hidden,
            deprecation: deprecated, source: CommandSource(name: name, file: file, line: line))
        return Command(label: label, content: .group(description: description, options: options, commands: commands))
    }

    /// The same command under another name: `ps` is `container ls`.
    public func named(
        _ name: String, aliases: [String] = [], summary: String? = nil, hidden: Bool? = nil
    ) -> Command {
        var copy = self
        copy.label.name = name
        copy.label.aliases = aliases
        if let summary { copy.label.summary = summary }
        if let hidden { copy.label.isHidden = hidden }
        return copy
    }
}
