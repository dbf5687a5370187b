extension CommandTree {
    /// The script that makes a shell complete this program's command lines.
    public func completionScript(for shell: Shell) -> String {
        let root = outline()
        return switch shell {
        case .bash: BashCompletion(root: root).script()
        case .zsh: ZshCompletion(root: root).script()
        case .fish: FishCompletion(root: root).script()
        }
    }
}

/// What the three kinds of script have in common.
enum CompletionScript {
    /// The options to offer, with `--help`; where an option of the verb takes `-h`, help keeps only its long name.
    static func options(of outline: CommandOutline) -> [OptionDescription] {
        var help = OptionDescription.help
        if outline.options.contains(where: { $0.short == "h" }) { help.short = nil }
        // A group's options go on to its verbs, which have their own help.
        let all = outline.options.filter { $0.isShown }
        return outline.verb == nil && outline.path.count > 1 ? all : all + [help]
    }

    /// The name for a shell function: letters, digits and underscores.
    static func function(_ path: [String]) -> String {
        var name = ""
        for word in path {
            name += "_"
            for scalar in word.unicodeScalars {
                let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
                name.unicodeScalars.append(isPlain ? scalar : "_")
            }
        }
        return name
    }

    /// A word in single quotes, for bash and zsh.
    static func quote(_ text: String) -> String {
        var result = "'"
        for scalar in text.unicodeScalars {
            if scalar == "'" { result += "'\\''" } else { result.unicodeScalars.append(scalar) }
        }
        return result + "'"
    }

    /// The first line of a help text.
    static func firstLine(_ text: String) -> String {
        String(text.prefix { $0 != "\n" })
    }
}
