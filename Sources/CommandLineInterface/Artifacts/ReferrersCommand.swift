internal import CommandLineGrammar
internal import ContainerEngine
internal import JSONText
internal import OCISpecification
internal import RegistryAccess

/// `apus artifact referrers`: what is said about an image in its registry.
enum ReferrersCommand {
    struct Options {
        var type: String?
        var registry = RegistryFlags()
    }

    static let command = Command<Globals>.verb("referrers", "List what refers to an image of a registry") {
        Verb(
            usage: "IMAGE",
            description: """
                Prints the descriptors of the artifacts whose subject is the image, as JSON: signatures, lists of parts and the \
                like. A registry that does not list them itself has them under a tag made of the digest, which is read then.
                """,
            examples: ["apus artifact referrers --artifact-type application/spdx+json registry.example.com/app:1"],
            operands: .exactly(1),
            options: [.string("artifact-type", "type", "Those of this type only") { $0.type = $1 }] + RegistryFlags.rows(\.registry),
            initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                let word = call.operands[0]
                let place = try Engine.place(word.hasPrefix("docker://") ? word : "docker://\(word)")
                guard case .registry(let reference) = place else { throw EngineError(.invalid, "\(word) is not in a registry") }
                var found = try engine.referrers(of: reference, options: try call.options.registry.options(engine))
                if let type = call.options.type { found = found.filter { $0.artifactType == type } }
                let document: JSONValue
                do throws(JSONError) { document = try JSONValue(encoding: found) } catch {
                    throw EngineError(.system, "listing the referrers of \(word): \(error)")
                }
                Console.write(try JSONOutput.pretty(document, spaces: 4), to: 1)
                return 0
            }
        }
    }
}
