internal import CommandLineGrammar
internal import ContainerEngine
internal import GoTemplate
internal import JSONText

/// `apus info`: the machine, the state directories and what is in them.
enum InfoCommand {
    struct Options {
        var format: String?
    }

    static let command = Command<Globals>.verb("info", "Show what apus finds on this machine", heading: "System") {
        Verb(options: [FormatOption.row(\.format)], initial: Options()) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let document = InfoDocument.make(try call.globals.engine().information())
                Console.write(try text(document, call.options.format), to: 1)
                return 0
            }
        }
    }

    private static func text(_ document: JSONValue, _ format: String?) throws(EngineError) -> String {
        guard let format else { return PlainDocument.text(document) }
        let asked = OutputFormat(format, name: "info")
        if asked.kind == .json || asked.kind == .table { return try JSONOutput.pretty(document, spaces: 2) }
        do throws(TemplateError) { return try asked.render([InfoDocument.template(document)]) ?? "" } catch {
            throw EngineError(.invalid, error.description)
        }
    }
}
