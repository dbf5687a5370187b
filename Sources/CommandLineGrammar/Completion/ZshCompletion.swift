/// A script for zsh: one function a command, made of `_arguments` specifications (zshcompsys(1)).
struct ZshCompletion {
    let root: CommandOutline
    private let definitions: [CommandSource: CommandOutline]

    init(root: CommandOutline) {
        self.root = root
        definitions = root.definitions()
    }

    func script() -> String {
        let name = root.label.name
        let function = CompletionScript.function(root.path)
        var text = "#compdef \(name)\n\n"
        text += """
            # Names that only the program knows. The kind comes last, after options for compadd.
            \(function)_names__()
            {
                local -a names
                names=(${(f)"$(_call_program names command \(name) __complete ${@[-1]} ${(q)PREFIX} 2>/dev/null)"})
                (( $#names )) && compadd "${@[1,-2]}" -a names
            }


            """
        for outline in root.all where definitions[outline.label.source]?.path == outline.path && !outline.label.isHidden {
            text += outline.verb == nil ? group(outline) : verb(outline)
        }
        text += """
            if [ "$funcstack[1]" = "\(function)" ]; then
                \(function) "$@"
            else
                compdef \(function) \(name)
            fi

            """
        return text
    }

    private func group(_ outline: CommandOutline) -> String {
        let shown = outline.children.filter { $0.label.isShown }
        var text = "\(CompletionScript.function(outline.path))()\n{\n"
        text += "    local curcontext=\"$curcontext\" state line\n    local -a commands\n    typeset -A opt_args\n"
        text += "    _arguments -C -s -S -A '-*'" + specifications(outline)
        text += " \\\n        '1: :->command' \\\n        '*:: :->arguments'\n"
        text += "    case $state in\n    command)\n        commands=(\n"
        for child in shown {
            let entry = child.label.name.replacing(":", with: "\\:") + ":" + child.label.summary
            text += "            \(CompletionScript.quote(entry))\n"
        }
        text += "        )\n        _describe -t commands '\(outline.name) command' commands\n        ;;\n"
        text += "    arguments)\n        case $line[1] in\n"
        for child in outline.children where !child.label.isHidden {
            let target = definitions[child.label.source] ?? child
            let patterns = ([child.label.name] + child.label.aliases).joined(separator: "|")
            text += "        \(patterns)) \(CompletionScript.function(target.path)) ;;\n"
        }
        return text + "        esac\n        ;;\n    esac\n}\n\n"
    }

    private func verb(_ outline: CommandOutline) -> String {
        var text = "\(CompletionScript.function(outline.path))()\n{\n    _arguments -s -S"
        let ends = outline.verb?.operands.allowsOptionsAfter == false
        if ends { text += " -A '-*'" }
        text += specifications(outline)
        let hints = outline.verb?.completions ?? []
        for (index, hint) in hints.enumerated() {
            let isLast = index == hints.count - 1
            let place = isLast && !ends ? "*" : "\(index + 1)"
            text += " \\\n        " + CompletionScript.quote("\(place): :\(action(hint))")
            if isLast, ends { text += " \\\n        '*:: :_normal'" }
        }
        return text + "\n}\n\n"
    }

    private func specifications(_ outline: CommandOutline) -> String {
        var text = ""
        for option in CompletionScript.options(of: outline) {
            let help = "[\(Self.escape(CompletionScript.firstLine(option.help)))]"
            var names = ["--\(option.long)"]
            if let short = option.short { names.append("-\(short)") }
            for name in names {
                let isLong = name.utf8.count > 2
                let specification: String
                switch option.kind {
                case .flag, .count: specification = "*" + name + help
                case .value(let value):
                    specification =
                        "*" + name + (isLong ? "=" : "+") + help + ":\(Self.escape(value)):\(action(option.completion))"
                case .optionalValue(let value, _):
                    specification =
                        isLong
                        ? "*\(name)=-\(help)::\(Self.escape(value)):\(action(option.completion))" : "*" + name + help
                }
                text += " \\\n        " + CompletionScript.quote(specification)
            }
        }
        return text
    }

    private func action(_ hint: CompletionHint) -> String {
        switch hint {
        case .none: " "
        case .files: "_files"
        case .directories: "_files -/"
        case .values(let values): "(" + values.map { Self.escape($0) }.joined(separator: " ") + ")"
        case .names(let kind): "\(CompletionScript.function(root.path))_names__ \(kind)"
        }
    }

    private static func escape(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if "\\[]:()".unicodeScalars.contains(scalar) { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        return result
    }
}
