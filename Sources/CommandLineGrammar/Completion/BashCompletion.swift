/// A script for bash: tables as `case` statements, and one function that walks the line. Needs no bash-completion package.
struct BashCompletion {
    let root: CommandOutline
    private let definitions: [CommandSource: CommandOutline]

    init(root: CommandOutline) {
        self.root = root
        definitions = root.definitions()
    }

    func script() -> String {
        let name = root.label.name
        let function = CompletionScript.function(root.path)
        let unique = root.all.filter { definitions[$0.label.source]?.path == $0.path }
        var text = "# bash completion for \(name)\n\n"
        text +=
            "# From a command and one more word to the next command.\n\(function)_step()\n{\n    case \"$1 $2\" in\n"
        for parent in unique {
            for child in parent.children where !child.label.isHidden { text += step(parent, child) }
        }
        text += "    *) return 1 ;;\n    esac\n}\n\n"
        text +=
            "# What a command has. (What is unoffered takes a value, but is old or another name.)\n\(function)_describe()\n{\n"
        text += "    commands='' flags='' valued='' unoffered='' operands=() ends=''\n    case \"$1\" in\n"
        for outline in unique { text += describe(outline) }
        text += "    esac\n}\n\n"
        text += "# What an option takes.\n\(function)_hint()\n{\n    case \"$1 $2\" in\n"
        for outline in unique { text += hints(outline) }
        text += "    *) return 1 ;;\n    esac\n}\n\n"
        text += Self.walk.replacing("@FUNCTION@", with: function).replacing("@NAME@", with: name)
        return text
    }

    private func step(_ parent: CommandOutline, _ child: CommandOutline) -> String {
        let target = definitions[child.label.source] ?? child
        let patterns = ([child.label.name] + child.label.aliases).map {
            CompletionScript.quote("\(parent.name) \($0)")
        }
        return "    \(patterns.joined(separator: "|"))) path=\(CompletionScript.quote(target.name)) ;;\n"
    }

    private func describe(_ outline: CommandOutline) -> String {
        let options = CompletionScript.options(of: outline)
        func words(_ options: [OptionDescription]) -> String {
            options.flatMap { ($0.short.map { ["-\($0)"] } ?? []) + ["--\($0.long)"] }.joined(separator: " ")
        }
        var text = "    \(CompletionScript.quote(outline.name)))\n"
        let commands = outline.children.filter { $0.label.isShown }.map { $0.label.name }
        if !commands.isEmpty { text += "        commands='\(commands.joined(separator: " "))'\n" }
        text += "        flags='\(words(options.filter { $0.kind.bareValue != nil }))'\n"
        text += "        valued='\(words(options.filter { $0.kind.bareValue == nil }))'\n"
        let unoffered = unoffered(outline)
        if !unoffered.isEmpty { text += "        unoffered='\(unoffered.joined(separator: " "))'\n" }
        if let verb = outline.verb {
            var hints = verb.completions.map { CompletionScript.quote(Self.hint($0)) }
            if !verb.operands.allowsOptionsAfter { hints.append("''") }
            if !hints.isEmpty { text += "        operands=(\(hints.joined(separator: " ")))\n" }
            if !verb.operands.allowsOptionsAfter { text += "        ends=yes\n" }
        }
        return text + "        ;;\n"
    }

    /// Words that take a value but are not offered: old options and other names.
    private func unoffered(_ outline: CommandOutline) -> [String] {
        var words: [String] = []
        for option in outline.options where option.kind.bareValue == nil {
            words += option.aliases.map { "--\($0)" }
            if option.isShown { continue }
            words.append("--\(option.long)")
            if let short = option.short { words.append("-\(short)") }
        }
        return words
    }

    private func hints(_ outline: CommandOutline) -> String {
        var text = ""
        for option in CompletionScript.options(of: outline) where option.completion != .none {
            var patterns = ["--\(option.long)"] + option.aliases.map { "--\($0)" }
            if let short = option.short { patterns.append("-\(short)") }
            let quoted = patterns.map { CompletionScript.quote("\(outline.name) \($0)") }
            text += "    \(quoted.joined(separator: "|")))"
            text += " hint=\(CompletionScript.quote(Self.hint(option.completion))) ;;\n"
        }
        return text
    }

    private static func hint(_ hint: CompletionHint) -> String {
        switch hint {
        case .none: ""
        case .files: "files"
        case .directories: "directories"
        case .values(let values): "values " + values.joined(separator: " ")
        case .names(let kind): "names " + kind
        }
    }

    /// The names come from `read`, never through `compgen -W`, which would carry out a `$(…)` in them.
    private static let walk = #"""
        # Fills COMPREPLY with what a hint offers for the beginning of a value.
        @FUNCTION@_offer()
        {
            local value=$2 name
            case "$1" in
            files)
                compopt -o filenames 2>/dev/null
                while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen -f -- "$value")
                ;;
            directories)
                compopt -o filenames 2>/dev/null
                while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen -d -- "$value")
                ;;
            'values '*)
                for name in ${1#values }; do
                    [[ $name == "$value"* ]] && COMPREPLY+=("$name")
                done
                ;;
            'names '*)
                while IFS= read -r name; do
                    [[ $name == "$value"* ]] && COMPREPLY+=("$name")
                done < <(command @NAME@ "${globals[@]}" __complete "${1#names }" "$value" 2>/dev/null)
                ;;
            esac
        }

        @FUNCTION@()
        {
            local line=${COMP_LINE:0:COMP_POINT} words=() globals=() groups=() path=@NAME@ pending='' count=0 dashes=''
            local commands flags valued unoffered operands ends hint='' word all_flags all_valued all_unoffered index=1 cur group
            COMPREPLY=()
            read -ra words <<< "$line"
            [[ $line == *[[:space:]] ]] && words+=('')
            cur=${words[${#words[@]}-1]}
            @FUNCTION@_describe "$path"
            all_flags=$flags all_valued=$valued all_unoffered=$unoffered
            groups=("$path")
            while ((index < ${#words[@]} - 1)); do
                word=${words[index]}
                if [[ -n $commands && ( -n $pending || $word == -* ) ]]; then globals+=("$word"); fi
                if [[ -n $pending ]]; then
                    pending=''
                elif [[ -n $dashes ]]; then
                    ((count++))
                elif [[ $word == -- ]]; then
                    dashes=yes
                elif [[ $word == --*=* ]]; then
                    :
                elif [[ $word == --* ]]; then
                    [[ " $all_valued $all_unoffered " == *" $word "* ]] && pending=$word
                elif [[ $word == -?* ]]; then
                    [[ " $all_valued $all_unoffered " == *" -${word: -1} "* ]] && pending=-${word: -1}
                elif [[ -n $commands ]] && @FUNCTION@_step "$path" "$word"; then
                    @FUNCTION@_describe "$path"
                    all_flags+=" $flags" all_valued+=" $valued" all_unoffered+=" $unoffered"
                    groups=("$path" "${groups[@]}")
                else
                    ((count++))
                    [[ -n $ends ]] && dashes=yes
                fi
                ((index++))
            done
            if [[ -n $pending ]]; then
                for group in "${groups[@]}"; do
                    @FUNCTION@_hint "$group" "$pending" && break
                done
                @FUNCTION@_offer "$hint" "$cur"
            elif [[ -z $dashes && $cur == --*=* ]]; then
                for group in "${groups[@]}"; do
                    @FUNCTION@_hint "$group" "${cur%%=*}" && break
                done
                @FUNCTION@_offer "$hint" "${cur#*=}"
                COMPREPLY=("${COMPREPLY[@]/#/${cur%%=*}=}")
            elif [[ -z $dashes && $cur == -* ]]; then
                @FUNCTION@_offer "values $all_flags $all_valued" "$cur"
            elif [[ -n $commands ]]; then
                @FUNCTION@_offer "values $commands" "$cur"
            elif ((${#operands[@]} > 0)); then
                ((count >= ${#operands[@]})) && count=$((${#operands[@]} - 1))
                @FUNCTION@_offer "${operands[count]}" "$cur"
            fi
            # The shell has broken the word at these characters, and puts what it gets after the last of them.
            local breaks='' before
            [[ $COMP_WORDBREAKS == *=* ]] && breaks+='='
            [[ $COMP_WORDBREAKS == *:* ]] && breaks+=':'
            if [[ -n $breaks && $cur == *["$breaks"]* ]]; then
                before=${cur%"${cur##*["$breaks"]}"}
                COMPREPLY=("${COMPREPLY[@]#"$before"}")
            fi
        }

        complete -F @FUNCTION@ @NAME@

        """#
}

extension String {
    /// Replaces every occurrence of a plain text. (The library's own would bring in the regular expressions.)
    func replacing(_ old: String, with new: String) -> String {
        let pattern = Array(old.utf8)
        let bytes = Array(utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index...].starts(with: pattern) {
                result.append(contentsOf: new.utf8)
                index += pattern.count
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
