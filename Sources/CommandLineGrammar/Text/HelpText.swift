/// The text of `--help`.
public struct HelpText {
    let columns: Int

    public init(columns: Int) { self.columns = max(80, columns) }

    /// The help of a verb; `otherNames` are all full names of its definition, when there are several.
    public func verb(_ outline: CommandOutline, otherNames: [String] = []) -> String {
        guard let verb = outline.verb else { return group(outline) }
        var text = paragraph(outline.label.summary)
        text += "\nUsage:\n  " + usage(outline) + "\n"
        if !outline.description.isEmpty { text += "\nDescription:\n" + paragraph(outline.description, indent: 2) }
        let names = names(of: outline, otherNames)
        if names.count > 1 { text += "\nAliases:\n" + paragraph(names.joined(separator: ", "), indent: 2) }
        if !verb.examples.isEmpty {
            text += "\nExamples:\n" + verb.examples.map { "  \($0)\n" }.joined()
        }
        return text + options(outline.options)
    }

    /// The help of a group or of the program.
    public func group(_ outline: CommandOutline) -> String {
        var text = paragraph(outline.label.summary)
        text += "\nUsage:\n  \(outline.name) [options] COMMAND\n"
        if !outline.description.isEmpty { text += "\nDescription:\n" + paragraph(outline.description, indent: 2) }
        if !outline.label.aliases.isEmpty {
            let names = [outline.label.name] + outline.label.aliases
            text += "\nAliases:\n" + paragraph(names.joined(separator: ", "), indent: 2)
        }
        text += commands(outline.children)
        text += options(outline.options)
        return text + "\nRun '\(outline.name) COMMAND --help' for more about a command.\n"
    }

    private func usage(_ outline: CommandOutline) -> String {
        var text = outline.name
        if outline.options.contains(where: { $0.isShown }) { text += " [options]" }
        if let operands = outline.verb?.usage, !operands.isEmpty { text += " " + operands }
        return text
    }

    /// Every full name: other places in the tree, and aliases beside each.
    private func names(of outline: CommandOutline, _ others: [String]) -> [String] {
        var names = [outline.name]
        let parent = outline.path.dropLast().joined(separator: " ")
        for alias in outline.label.aliases { names.append("\(parent) \(alias)") }
        for other in others where !names.contains(other) { names.append(other) }
        return names
    }

    private func commands(_ children: [CommandOutline]) -> String {
        let shown = children.filter { $0.label.isShown }.sorted { $0.label.name < $1.label.name }
        let column = (shown.map { $0.label.name.unicodeScalars.count }.max() ?? 0) + 5
        var headings: [String] = []
        var sections: [String: String] = [:]
        let groupsFirst = shown.filter { $0.verb == nil } + shown.filter { $0.verb != nil }
        for child in groupsFirst {
            let heading = child.label.heading ?? (child.verb == nil ? "Management commands" : "Commands")
            if sections[heading] == nil { headings.append(heading) }
            sections[heading, default: ""] += Paragraph.hanging(
                "  " + child.label.name, child.label.summary, column: column, width: columns)
        }
        return headings.map { "\n\($0):\n" + (sections[$0] ?? "") }.joined()
    }

    private func options(_ all: [OptionDescription]) -> String {
        let shown = all.filter { $0.isShown }.sorted { $0.long < $1.long }
        let widest = shown.map { OptionLabel.text($0).unicodeScalars.count }.filter { $0 <= 36 }.max() ?? 0
        var headings: [String] = []
        var sections: [String: String] = [:]
        for option in shown {
            let heading = option.group.map { "\($0) options" } ?? "Options"
            if sections[heading] == nil { headings.append(heading) }
            var help = option.help
            if let defaultText = option.defaultText { help += " (default \(defaultText))" }
            sections[heading, default: ""] += Paragraph.hanging(
                OptionLabel.text(option), help, column: widest + 3, width: columns)
        }
        headings.sort { $0 == "Options" && $1 != "Options" ? true : $1 == "Options" ? false : $0 < $1 }
        return headings.map { "\n\($0):\n" + (sections[$0] ?? "") }.joined()
    }

    private func paragraph(_ text: String, indent: Int = 0) -> String {
        let margin = String(repeating: " ", count: indent)
        return Paragraph.lines(text, width: columns - indent).map { $0.isEmpty ? "\n" : margin + $0 + "\n" }.joined()
    }
}

/// An option as the left column of a help text shows it.
enum OptionLabel {
    static func text(_ option: OptionDescription) -> String {
        var text = option.short.map { "  -\($0), --\(option.long)" } ?? "      --\(option.long)"
        switch option.kind {
        case .flag: break
        case .value(let name): text += " " + name
        case .optionalValue(let name, let bare): text += " \(name)[=\(bare)]"
        case .count: text += " count"
        }
        return text
    }
}
