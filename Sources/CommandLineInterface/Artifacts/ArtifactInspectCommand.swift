internal import ImageStorage
internal import CommandLineGrammar
internal import ContainerEngine
internal import JSONText
internal import OCISpecification

/// `apus artifact inspect`.
enum ArtifactInspectCommand {
    struct Options {
        var format: String?
    }

    static let command = Command<Globals>.verb("inspect", "Show the manifest of an artifact") {
        Verb(
            usage: "NAME", operands: .exactly(1), options: [FormatOption.row(\.format)], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                let artifact = try engine.artifact(call.operands[0])
                let bytes = try engine.manifestBytes(artifact.record.target)
                let manifest: JSONValue
                do throws(JSONError) { manifest = try JSONValue(parsing: bytes) } catch {
                    throw EngineError(.system, "inspecting \(artifact.name): its manifest is not JSON (\(error))")
                }
                let document: JSONValue = [
                    "Manifest": manifest, "Name": .string(artifact.name.description), "Digest": .string(artifact.digest.description),
                ]
                if let format = call.options.format, format != "json" {
                    Console.write(try InspectOutput.text([document], format: format), to: 1)
                } else {
                    Console.write(try JSONOutput.pretty(document, spaces: 5), to: 1)
                }
                return 0
            }
        }
    }
}
