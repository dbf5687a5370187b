/// A script for fish: one `complete` line for each command and option, under the condition of standing at its place.
struct FishCompletion {
    let root: CommandOutline

    func script() -> String {
        let name = root.label.name
        let function = "_" + CompletionScript.function(root.path)
        var text = "# fish completion for \(name)\n\n"
        text += prelude(function, name)
        text += "complete -c \(name) -f\n\n"
        for outline in root.all where !outline.label.isHidden { text += lines(outline, function) }
        return text
    }

    /// The functions that find the place: the words so far, without options and without values of persistent options.
    private func prelude(_ function: String, _ name: String) -> String {
        var valued: [String] = []
        for outline in root.all where outline.verb == nil {
            for option in outline.options where option.kind.bareValue == nil {
                valued.append("--\(option.long)")
                if let short = option.short { valued.append("-\(short)") }
            }
        }
        let skip =
            valued.isEmpty ? "" : "            case \(valued.joined(separator: " "))\n                set skip 1\n"
        return """
            function \(function)_path
                set -l path
                set -l skip 0
                set -l words (commandline -opc)
                for word in $words[2..-1]
                    if test $skip = 1
                        set skip 0
                        continue
                    end
                    switch $word
                        case '--*=*'
            \(skip.isEmpty ? "" : skip)            case '-*'
                        case '*'
                            set -a path $word
                    end
                end
                echo "$path"
            end

            # Whether exactly these words have been given.
            function \(function)_at
                string match -qr -- "^$argv[1]\\$" (\(function)_path)
            end

            # Whether the line begins with these words.
            function \(function)_in
                string match -qr -- "^$argv[1]( |\\$)" (\(function)_path)
            end

            function \(function)_names
                command \(name) __complete $argv[1] (string replace -r -- '^-[^=]*=' '' (commandline -ct)) 2>/dev/null
            end


            """
    }

    private func lines(_ outline: CommandOutline, _ function: String) -> String {
        let name = root.label.name
        let place = pattern(outline)
        var text = ""
        let at = "complete -c \(name) -n '\(function)_at \"\(place)\"'"
        let within = place.isEmpty ? at : "complete -c \(name) -n '\(function)_in \"\(place)\"'"
        for child in outline.children where child.label.isShown {
            text += "\(at) -a \(child.label.name) -d \(Self.quote(child.label.summary))\n"
        }
        for option in CompletionScript.options(of: outline) {
            text += within
            if let short = option.short { text += " -s \(short)" }
            text += " -l \(option.long)"
            // -x: a value is needed, and it is no file.
            if option.kind.bareValue == nil { text += option.completion == .files ? " -r" : " -x" }
            text += arguments(option.completion, function)
            text += " -d \(Self.quote(CompletionScript.firstLine(option.help)))\n"
        }
        // Fish cannot tell the first operand from the second without parsing: the first hint serves all.
        if let hint = outline.verb?.completions.first, hint != .none {
            text += within + arguments(hint, function) + "\n"
        }
        return text
    }

    /// A regular expression for the words that lead to a command, with their aliases.
    private func pattern(_ outline: CommandOutline) -> String {
        var words: [String] = []
        var node = root
        for word in outline.path.dropFirst() {
            guard let child = node.children.first(where: { $0.label.name == word }) else { break }
            let names = [child.label.name] + child.label.aliases
            words.append(names.count == 1 ? names[0] : "(\(names.joined(separator: "|")))")
            node = child
        }
        return words.joined(separator: " ")
    }

    private func arguments(_ hint: CompletionHint, _ function: String) -> String {
        switch hint {
        case .none: ""
        case .files: " -F"
        case .directories: " -a '(__fish_complete_directories)'"
        case .values(let values): " -a \(Self.quote(values.joined(separator: " ")))"
        case .names(let kind): " -a '(\(function)_names \(kind))'"
        }
    }

    private static func quote(_ text: String) -> String {
        "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
}
