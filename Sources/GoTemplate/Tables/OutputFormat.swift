/// What `--format` asks for, over rows of values.
public struct OutputFormat: Sendable {
    /// The kind of output.
    public enum Kind: Hashable, Sendable {
        /// `table`, or nothing: the verb's own table.
        case table
        /// `table TEMPLATE`: a table with a header row.
        case tableOf(String)
        /// `json`
        case json
        /// A template for each row.
        case template(String)
    }

    public let kind: Kind
    private let name: String

    /// Reads the text of `--format`; the name of the verb stands in errors.
    public init(_ format: String, name: String = "") {
        self.name = name
        let text = Self.interpretEscapes(format)
        let trimmed = text.drop { $0 == " " }
        if trimmed == "" || trimmed == "table" {
            kind = .table
        } else if trimmed == "json" {
            kind = .json
        } else if trimmed.hasPrefix("table ") || trimmed.hasPrefix("table\t") {
            kind = .tableOf(String(trimmed.dropFirst(6).drop { $0 == " " }))
        } else {
            kind = .template(text)
        }
    }

    /// `\t` and `\n`, which a shell passes on as two characters each.
    public static func interpretEscapes(_ text: String) -> String {
        var result = ""
        var pending = false
        for scalar in text.unicodeScalars {
            if pending {
                pending = false
                switch scalar {
                case "t": result += "\t"
                case "n": result += "\n"
                default:
                    result += "\\"
                    result.unicodeScalars.append(scalar)
                }
            } else if scalar == "\\" {
                pending = true
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return pending ? result + "\\" : result
    }

    /// The output for rows. Only for a template: `.table` and `.json` are the verb's own affair, and answer nil.
    ///
    /// Headings come from `headers` by the name of the field, and are made of the name where there is none:
    /// `.CreatedAt` is CREATED AT.
    public func render(
        _ rows: [TemplateValue], headers: [String: String] = [:], layout: TableLayout = .podman,
        functions: FunctionTable = .standard
    ) throws(TemplateError) -> String? {
        switch kind {
        case .table, .json: return nil
        case .template(let text):
            let template = try Template(text, name: name, functions: functions)
            if Self.isLoop(text) { return try template.render(.list(rows)) }
            var output = ""
            for row in rows {
                try template.render(row, into: &output)
                if !text.hasSuffix("\n") { output += "\n" }
            }
            return output
        case .tableOf(let text):
            let source = Self.separateColumns(text)
            let header = try Template(source, name: name, functions: .header)
            let template = try Template(source, name: name, functions: functions)
            var output = try header.render(Heading.all(headers)) + "\n"
            for row in rows {
                try template.render(row, into: &output)
                output += "\n"
            }
            return layout.align(output)
        }
    }

    /// podman lets a template go over the rows itself: `{{range .}}…{{end}}`.
    static func isLoop(_ text: String) -> Bool {
        let plain = text.filter { $0 != " " && $0 != "-" }
        return plain.hasPrefix("{{range.}}")
    }

    /// Blanks between the actions of a table are column ends, as podman has it.
    static func separateColumns(_ text: String) -> String {
        var result = ""
        var isInside = false
        var previous: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            if scalar == "{", previous == "{" { isInside = true }
            if scalar == "}", previous == "}" { isInside = false }
            result.unicodeScalars.append(scalar == " " && !isInside ? "\t" : scalar)
            previous = scalar
        }
        return result
    }
}
