/// What a list of commands shows of one of them.
public struct CommandLabel: Sendable {
    public var name: String
    public var aliases: [String]
    /// One sentence without a full stop.
    public var summary: String
    /// The heading under which the parent's help shows it; nil: "Commands", or "Management commands" for groups.
    public var heading: String?
    public var isHidden: Bool
    public var deprecation: String?
    /// Where it was defined: two names for one definition (`run`, `container run`) have the same source.
    let source: CommandSource

    func answers(to word: String) -> Bool {
        name == word || (!aliases.isEmpty && aliases.contains(word))
    }

    var isShown: Bool { !isHidden && deprecation == nil }
}

/// The place of a definition in our source. (A struct, since building a text would cost for every command at each start.)
struct CommandSource: Hashable, Sendable {
    let name: String
    let file: String
    let line: Int
}
