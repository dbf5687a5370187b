internal import CommandLineGrammar
internal import ContainerEngine
internal import GoTemplate
internal import JSONText

/// `--format`, the same for every verb that has it.
enum FormatOption {
    /// The row; the text stays as it is until the rows are there.
    static func row<Options>(
        short: Unicode.Scalar? = "f", _ path: WritableKeyPath<Options, String?>,
        _ help: String = "Print by a Go template, or \"json\""
    ) -> OptionRow<Options> {
        .string("format", short: short, "template", help) { $0[keyPath: path] = $1 }
    }
}

/// The rows of a list verb on their way to standard output.
struct RowOutput {
    /// Stands in errors of templates.
    var verb: String
    /// The verb's own table, as a template whose cells end at `\t`.
    var table: String
    /// What stands above the fields whose heading does not follow from the name.
    var headers: [String: String] = [:]
    var showsHeading = true
    var layout = TableLayout.podman

    /// The text for the rows. `json` makes the whole answer to `--format json`.
    func text(_ format: String?, _ rows: [TemplateValue], json: () -> JSONValue) throws(EngineError) -> String {
        let asked = OutputFormat(format ?? "", name: verb)
        if asked.kind == .json { return try JSONOutput.pretty(json(), spaces: 2) }
        do throws(TemplateError) {
            switch asked.kind {
            case .json: return ""
            case .table: return try tabular(OutputFormat("table " + table, name: verb), rows)
            case .tableOf: return try tabular(asked, rows)
            case .template: return try asked.render(rows, headers: headers, layout: layout) ?? ""
            }
        } catch { throw EngineError(.invalid, error.description) }
    }

    private func tabular(_ format: OutputFormat, _ rows: [TemplateValue]) throws(TemplateError) -> String {
        let text = try format.render(rows, headers: headers, layout: layout) ?? ""
        if showsHeading { return text }
        // Aligned with the heading all the same, as podman does.
        guard let end = text.firstIndex(of: "\n") else { return "" }
        return String(text[text.index(after: end)...])
    }
}

/// JSON for people: indented as podman indents it.
enum JSONOutput {
    /// With a line break at its end. Inspections have five blanks a level, lists two.
    static func pretty(_ value: JSONValue, spaces: Int) throws(EngineError) -> String {
        try pretty(value, .spaces(spaces))
    }

    static func pretty(_ value: JSONValue, _ indent: JSONIndent) throws(EngineError) -> String {
        do throws(JSONError) { return try JSON.text(value, pretty: true, indent: indent) + "\n" } catch {
            throw EngineError(.system, "writing JSON: \(error)")
        }
    }
}
