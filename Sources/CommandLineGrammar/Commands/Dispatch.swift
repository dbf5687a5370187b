/// The walk from the program's name to a verb.
struct Dispatch<Globals> {
    let tree: CommandTree<Globals>
    /// The words chosen so far.
    private(set) var path: [String]
    private var globals: Globals
    /// Options of the program and of the groups passed through.
    private var persistent: [OptionRow<Globals>]
    private var commands: [Command<Globals>]
    private var wantsHelp = false

    init(tree: CommandTree<Globals>) {
        self.tree = tree
        path = [tree.program]
        globals = tree.initial
        persistent = tree.globalOptions()
        commands = tree.commands()
    }

    mutating func run(_ arguments: ArraySlice<String>) throws(UsageError) -> Int32 {
        var rest = arguments
        var current: Command<Globals>?
        while true {
            let parser = ArgumentParser(
                own: [], persistent: persistent.map { $0.description }, allowsOptionsAfterOperands: false)
            let parsed = try parser.parse(rest)
            wantsHelp = wantsHelp || parsed.wantsHelp
            try applyPersistent(parsed)
            guard let word = parsed.operands.first else { return try withoutWord(in: current) }
            rest = parsed.operands[1...]
            if current == nil, tree.hasBuiltins, let builtin = Builtin(rawValue: word) {
                path.append(word)
                return try run(builtin, rest)
            }
            // By index: `first(where:)` of a type that is generic here costs 0.1 ms, spent on looking conformances up.
            guard let index = commands.indices.first(where: { commands[$0].label.answers(to: word) }) else {
                throw unknown(word)
            }
            let command = commands[index]
            path.append(command.label.name)
            if let advice = command.label.deprecation {
                tree.output(.standardError, "Command \"\(command.label.name)\" is deprecated, \(advice)\n")
            }
            switch command.content {
            case .verb(let make): return try run(make(), of: command, rest)
            case .group(_, let options, let children):
                persistent.append(contentsOf: options())
                commands = children()
                current = command
            }
        }
    }

    private mutating func run(
        _ verb: Verb<Globals>, of command: Command<Globals>, _ arguments: ArraySlice<String>
    ) throws(UsageError) -> Int32 {
        let parser = ArgumentParser(
            own: verb.options, persistent: persistent.map { $0.description },
            allowsOptionsAfterOperands: verb.text.operands.allowsOptionsAfter)
        let parsed = try parser.parse(arguments)
        if wantsHelp || parsed.wantsHelp {
            let outline = CommandOutline(of: command, below: Array(path.dropLast()))
            let others = tree.outline().names(source: command.label.source)
            tree.output(.standardOutput, HelpText(columns: tree.columns).verb(outline, otherNames: others))
            return 0
        }
        for warning in parsed.warnings { tree.output(.standardError, warning + "\n") }
        try applyPersistent(parsed)
        try verb.text.operands.check(parsed.operands.count, command: path)
        return try verb.perform(parsed, globals, path)
    }

    private mutating func applyPersistent(_ parsed: ParsedArguments) throws(UsageError) {
        for option in parsed.options where option.table == .persistent {
            try persistent[option.row].apply(option.value, to: &globals)
        }
    }

    private func withoutWord(in group: Command<Globals>?) throws(UsageError) -> Int32 {
        if !wantsHelp, group == nil, let code = try tree.withoutCommand(globals) { return code }
        var outline = tree.outline(expanded: false)
        if let group {
            outline = CommandOutline(of: group, below: Array(path.dropLast()), isDeep: false)
        }
        tree.output(.standardOutput, HelpText(columns: tree.columns).group(outline))
        if wantsHelp { return 0 }
        throw UsageError("missing command '\(path.joined(separator: " ")) COMMAND'")
    }

    private func unknown(_ word: String) -> UsageError {
        var names = commands.filter { $0.label.isShown }.map { $0.label.name }
        if path.count == 1, tree.hasBuiltins { names += [Builtin.help.rawValue, Builtin.completion.rawValue] }
        let near = Suggestions.near(word, among: names)
        var message = "unknown command \(quoted(word)) for \(quoted(path.joined(separator: " ")))"
        if !near.isEmpty { message += "\n\nDid you mean this?\n" + near.map { "\t\($0)\n" }.joined() + "\n" }
        return UsageError(message)
    }

    private mutating func run(_ builtin: Builtin, _ arguments: ArraySlice<String>) throws(UsageError) -> Int32 {
        if wantsHelp || (builtin != .complete && arguments.contains("--help")) {
            tree.output(.standardOutput, builtin.help(program: tree.program))
            return 0
        }
        switch builtin {
        case .help:
            path.removeLast()
            wantsHelp = true
            return try run(arguments)
        case .completion:
            guard arguments.count == 1, let shell = arguments.first.flatMap(Shell.init(rawValue:)) else {
                throw UsageError("completion needs the name of a shell: bash, zsh or fish")
            }
            tree.output(.standardOutput, tree.completionScript(for: shell))
        case .complete:
            let kind = arguments.first ?? ""
            for name in tree.completeNames(kind, arguments.dropFirst().first ?? "", globals) {
                tree.output(.standardOutput, name + "\n")
            }
        case .manual:
            let pages = tree.manualPages()
            guard let wanted = arguments.first else {
                tree.output(.standardOutput, pages.map { $0.name + "\n" }.joined())
                return 0
            }
            guard let page = pages.first(where: { $0.name == wanted }) else {
                throw UsageError("no manual page \(quoted(wanted))")
            }
            tree.output(.standardOutput, page.text)
        }
        return 0
    }
}
