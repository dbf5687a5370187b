/// A command without types and actions: what help, manual and completions are made of.
public struct CommandOutline: Sendable {
    /// The words that choose it, the program's name first.
    public let path: [String]
    public let label: CommandLabel
    /// Nil for a group.
    public let verb: VerbText?
    /// A verb's own options, or those that a group adds for its verbs.
    public let options: [OptionDescription]
    public let description: String
    public let children: [CommandOutline]

    var name: String { path.joined(separator: " ") }

    /// Not deep: the children of a group are there, but not their options and children.
    init<Globals>(of command: Command<Globals>, below parent: [String], isDeep: Bool = true, isShallow: Bool = false) {
        path = parent + [command.label.name]
        label = command.label
        switch command.content {
        case .verb(let make):
            if isShallow {
                verb = VerbText(usage: "", description: "", examples: [], operands: .any, completions: [])
                options = []
                description = ""
            } else {
                let made = make()
                verb = made.text
                options = made.options
                description = made.text.description
            }
            children = []
        case .group(let text, let rows, let commands):
            let path = path
            verb = nil
            description = text
            options = isShallow ? [] : rows().map { $0.description }
            children =
                isShallow
                ? [] : commands().map { CommandOutline(of: $0, below: path, isDeep: isDeep, isShallow: !isDeep) }
        }
    }

    /// The root of a tree.
    init(path: [String], label: CommandLabel, options: [OptionDescription], description: String, children: [Self]) {
        self.path = path
        self.label = label
        verb = nil
        self.options = options
        self.description = description
        self.children = children
    }

    /// All commands from here downwards, this first.
    var all: [CommandOutline] { [self] + children.flatMap { $0.all } }

    /// For each definition the command that stands for all its names: the one with the shortest path (`run`, not
    /// `container run`).
    func definitions() -> [CommandSource: CommandOutline] {
        var result: [CommandSource: CommandOutline] = [:]
        for outline in all {
            if let known = result[outline.label.source], known.path.count <= outline.path.count { continue }
            result[outline.label.source] = outline
        }
        return result
    }

    /// The names of the shown commands that one definition has in the tree.
    func names(source: CommandSource) -> [String] {
        all.filter { $0.label.source == source && !$0.label.isHidden }.map { $0.name }
    }
}

extension CommandTree {
    /// The whole tree; not expanded: only the program itself and the labels of its commands.
    public func outline(expanded: Bool = true) -> CommandOutline {
        var all = commands()
        if hasBuiltins { all.append(contentsOf: Builtin.commands()) }
        let label = CommandLabel(
            name: program, aliases: [], summary: summary, heading: nil, isHidden: false, deprecation: nil,
            source: CommandSource(name: program, file: "", line: 0))
        return CommandOutline(
            path: [program], label: label, options: globalOptions().map { $0.description },
            description: description,
            children: all.map {
                CommandOutline(of: $0, below: [program], isDeep: expanded, isShallow: !expanded)
            })
    }
}
