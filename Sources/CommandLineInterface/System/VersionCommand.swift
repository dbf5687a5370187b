internal import CommandLineGrammar
internal import ContainerEngine
internal import GoTemplate
internal import JSONText

/// `apus version`: which version this is.
enum VersionCommand {
    struct Options {
        var format: String?
    }

    static let command = Command<Globals>.verb("version", "Print the version", heading: "System") {
        Verb(options: [FormatOption.row(\.format)], initial: Options()) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                Console.write(try text(call.options.format), to: 1)
                return 0
            }
        }
    }

    static func text(_ format: String?) throws(EngineError) -> String {
        guard let format else {
            return TableLayout(minimumWidth: 12, padding: 2).render([
                ["Client:", "Apus Engine"], ["Version:", ApusVersion.text], ["API Version:", ApusVersion.api],
                ["OS/Arch:", "linux/\(HostPlatform.architecture)"],
            ])
        }
        let asked = OutputFormat(format, name: "version")
        switch asked.kind {
        case .json, .table: return try JSONOutput.pretty(["Client": .object(document)], spaces: 2)
        case .tableOf, .template:
            let version = TemplateValue(.object(document), typeName: "define.Version")
            // There is no other side: who asks for the server's version means the one that does the work.
            let row = TemplateValue.record(
                "define.SystemVersionReport", [("Client", version), ("Server", version)])
            do throws(TemplateError) { return try asked.render([row]) ?? "" } catch {
                throw EngineError(.invalid, error.description)
            }
        }
    }

    /// As `info` has it too.
    static var document: JSONObject {
        var object = JSONObject()
        object["APIVersion"] = .string(ApusVersion.api)
        object["ApiVersion"] = .string(ApusVersion.api)
        object["Version"] = .string(ApusVersion.text)
        object["Os"] = "linux"
        object["Arch"] = .string(HostPlatform.architecture)
        object["OsArch"] = .string("linux/\(HostPlatform.architecture)")
        return object
    }
}
