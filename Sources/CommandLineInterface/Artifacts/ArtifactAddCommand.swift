internal import RegistryAccess
internal import CommandLineGrammar
internal import ContainerEngine
internal import OCISpecification

/// `apus artifact add`: files under a name.
enum ArtifactAddCommand {
    struct Options {
        var addition = ArtifactAddition()
        var subject: String?
        var registry = RegistryFlags()
    }

    static let command = Command<Globals>.verb("add", "Make an artifact of files") {
        Verb(
            usage: "NAME FILE [FILE...]",
            description: "Makes an artifact of files, or adds them to one, and prints its digest. Each file keeps its name.",
            examples: ["apus artifact add registry.example.com/models/small:1 weights.bin README"],
            operands: .atLeast(2), completes: [.none, .files],
            options: [
                .flag("append", short: "a", "Add to the artifact that is there") { $0.addition.appends = $1 },
                .flag("replace", "Replace the artifact that is there") { $0.addition.replaces = $1 },
                .string("type", "type", "The type of the artifact") { $0.addition.type = $1 },
                .string("file-type", "type", "The media type of the files, which is found out otherwise") {
                    $0.addition.fileType = $1
                },
                ManifestCommands.annotationRow("An annotation of each file; may be repeated", \.addition.annotations),
                .string("subject", "image", "The image of a registry that the artifact is about, of which it is a referrer then") {
                    $0.subject = $1
                },
            ] + RegistryFlags.rows(\.registry), initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                var addition = call.options.addition
                let engine = try call.globals.engine()
                guard !addition.appends || !addition.replaces else {
                    throw EngineError(.invalid, "--append and --replace exclude each other")
                }
                if let subject = call.options.subject {
                    guard !addition.appends else {
                        throw EngineError(.invalid, "what an artifact is about stays: --append and --subject exclude each other")
                    }
                    let place = try Engine.place(subject.hasPrefix("docker://") ? subject : "docker://\(subject)")
                    addition.subject = try engine.manifest(of: place, options: try call.options.registry.options(engine)).descriptor
                }
                let files = Array(call.operands.dropFirst())
                Console.print(try engine.addArtifact(call.operands[0], files: files, addition).hex)
                return 0
            }
        }
    }
}
