internal import CommandLineGrammar
internal import ContainerEngine
internal import ImageStorage
internal import JSONText
internal import OCISpecification
internal import RegistryAccess

/// `apus manifest inspect`: a list as it is.
enum ManifestInspectCommand {
    struct Options {
        var registry = RegistryFlags()
    }

    static let command = Command<Globals>.verb("inspect", "Show a list or a manifest") {
        Verb(
            usage: "LIST",
            description: "Prints a list of the store; else the list or manifest that a registry, or a place with a transport, has.",
            examples: ["apus manifest inspect docker.io/library/debian:12"], operands: .exactly(1), completes: [.images],
            options: [
                .flag("insecure", "As --tls-verify=false", hidden: true) { $0.registry.tlsVerify = $1 ? false : $0.registry.tlsVerify },
                .laterFlag("verbose", short: "v", "docker's long form of manifests"),
            ] + RegistryFlags.rows(\.registry), initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                let word = call.operands[0]
                let bytes: [UInt8]
                let store = engine.images
                let options = call.options.registry
                if !ImagePlace.hasTransport(word), let list = try stored({ () throws(ImageStoreError) in try store.listIfPresent(word) }) {
                    bytes = try engine.manifestBytes(list.record.target)
                } else {
                    let text = ImagePlace.hasTransport(word) ? word : "docker://\(word)"
                    bytes = try engine.manifest(of: try Engine.place(text), options: try options.options(engine)).bytes
                }
                let value: JSONValue
                do throws(JSONError) { value = try JSONValue(parsing: bytes) } catch {
                    throw EngineError(.system, "inspecting \(word): it is not JSON (\(error))")
                }
                Console.write(try JSONOutput.pretty(value, spaces: 4), to: 1)
                return 0
            }
        }
    }
}
