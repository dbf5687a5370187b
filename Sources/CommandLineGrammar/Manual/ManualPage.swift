/// One file of the manual.
public struct ManualPage: Hashable, Sendable {
    /// The name of the file: `apus-run.1`.
    public let name: String
    public let text: String
}

extension CommandTree {
    /// The manual: a page for the program, one for each group and definition; other names of a verb refer to its page.
    public func manualPages() -> [ManualPage] {
        let root = outline()
        var pages: [ManualPage] = []
        let writer = ManualWriter(program: program, version: version, root: root)
        for outline in root.all where outline.label.isShown && outline.label.name != "help" {
            pages.append(writer.page(for: outline))
        }
        return pages
    }
}

/// Writes pages; one of the names of a definition has it, the others refer to it.
struct ManualWriter {
    let program: String
    let version: String
    let root: CommandOutline
    private let definitions: [CommandSource: CommandOutline]

    init(program: String, version: String, root: CommandOutline) {
        self.program = program
        self.version = version
        self.root = root
        definitions = root.definitions()
    }

    static func title(_ outline: CommandOutline) -> String { outline.path.joined(separator: "-") }

    func page(for outline: CommandOutline) -> ManualPage {
        let title = Self.title(outline)
        if let main = definitions[outline.label.source], main.path != outline.path {
            return ManualPage(name: title + ".1", text: ".so man1/\(Self.title(main)).1\n")
        }
        let source = version.isEmpty ? program : "\(program) \(version)"
        var text = ".TH \(Roff.argument(title.uppercased())) 1 \"\" \(Roff.argument(source)) \"User Commands\"\n"
        text += ".nh\n.ad l\n.SH NAME\n\(Roff.escaped(title)) \\- \(Roff.escaped(outline.label.summary))\n"
        text += ".SH SYNOPSIS\n" + synopsis(outline)
        text += ".SH DESCRIPTION\n"
        text += Roff.paragraphs(outline.description.isEmpty ? outline.label.summary + "." : outline.description)
        if outline.verb == nil { text += commands(outline) }
        text += options(outline)
        if let examples = outline.verb?.examples, !examples.isEmpty {
            text += ".SH EXAMPLES\n.EX\n" + examples.map { Roff.escaped($0) + "\n" }.joined() + ".EE\n"
        }
        text += seeAlso(outline)
        return ManualPage(name: title + ".1", text: text)
    }

    private func synopsis(_ outline: CommandOutline) -> String {
        var names = [outline.name]
        if outline.verb != nil {
            for name in root.names(source: outline.label.source) where !names.contains(name) { names.append(name) }
        }
        let tail =
            (outline.options.contains { $0.isShown } ? " [\\fIoptions\\fR]" : "")
            + (outline.verb.map { $0.usage.isEmpty ? "" : " " + Roff.italic($0.usage) } ?? " \\fICOMMAND\\fR")
        return names.map { Roff.bold($0) + tail + "\n" }.joined(separator: ".br\n")
    }

    private func commands(_ outline: CommandOutline) -> String {
        var text = ".SH COMMANDS\n"
        for child in outline.children where child.label.isShown {
            text += ".TP\n" + Roff.bold(child.label.name) + "\n" + Roff.paragraphs(child.label.summary)
        }
        return text
    }

    private func options(_ outline: CommandOutline) -> String {
        let shown = outline.options.filter { $0.isShown }.sorted { $0.long < $1.long }
        if shown.isEmpty { return "" }
        var text = ".SH OPTIONS\n"
        for option in shown {
            text += ".TP\n"
            if let short = option.short { text += Roff.bold("-\(short)") + ", " }
            text += Roff.bold("--\(option.long)")
            switch option.kind {
            case .flag, .count: break
            case .value(let name): text += "=" + Roff.italic(name)
            case .optionalValue(let name, _): text += "[=" + Roff.italic(name) + "]"
            }
            text += "\n" + Roff.paragraphs(option.help)
            if case .optionalValue(_, let bare) = option.kind {
                text += "Without a value it means " + Roff.bold(bare) + ".\n"
            }
            if let defaultText = option.defaultText { text += "The default is " + Roff.bold(defaultText) + ".\n" }
        }
        return text
    }

    private func seeAlso(_ outline: CommandOutline) -> String {
        var titles: [String] = []
        if outline.path.count > 1 { titles.append(outline.path.dropLast().joined(separator: "-")) }
        for child in outline.children where child.label.isShown && child.label.name != "help" {
            titles.append(Self.title(child))
        }
        if titles.isEmpty { return "" }
        return ".SH SEE ALSO\n" + titles.map { Roff.bold($0) + "(1)" }.joined(separator: ",\n") + "\n"
    }
}
