internal import CommandLineGrammar
internal import ContainerEngine
internal import OCISpecification

/// `apus manifest annotate`: what a list says of an image, or of itself.
enum ManifestAnnotateCommand {
    struct Options {
        var index = false
        var changes = ListEntryChanges()
        var subject: String?
        var registry = RegistryFlags()
    }

    static let command = Command<Globals>.verb("annotate", "Change what a list says of an image") {
        Verb(
            usage: "LIST [DIGEST|IMAGE]",
            description: "Changes what the list says of one of its images, or with --index of itself. The image stays as it is.",
            examples: ["apus manifest annotate --arch arm64 --variant v8 app:1 sha256:3f2a…"],
            operands: .between(1, 2), completes: [.images],
            options: [
                .flag("index", "Annotate the list itself") { $0.index = $1 },
                .string("subject", "image", "Say of the list itself that it is about this image") { $0.subject = $1 },
            ] + ManifestCommands.entryRows(\.changes) + RegistryFlags.rows(\.registry), initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                let changes = call.options.changes
                if let subject = call.options.subject {
                    let digest = try engine.setSubject(
                        ofManifestList: call.operands[0], to: subject, options: try call.options.registry.options(engine))
                    if changes.isEmpty {
                        Console.print(digest.hex)
                        return 0
                    }
                }
                guard !changes.isEmpty else { throw EngineError(.invalid, "nothing to change was given: see --help") }
                let digest: Digest
                if call.options.index {
                    var rest = changes
                    rest.annotations = [:]
                    guard rest.isEmpty, call.operands.count == 1 else {
                        throw EngineError(.invalid, "--index takes --annotation alone, and no image")
                    }
                    digest = try engine.annotateManifestList(call.operands[0], itself: changes.annotations)
                } else {
                    guard call.operands.count == 2 else {
                        throw EngineError(
                            .invalid, "which image of \(call.operands[0]) is meant? Give its digest, or --index for the list itself")
                    }
                    digest = try engine.annotateManifestList(call.operands[0], call.operands[1], changes)
                }
                Console.print(digest.hex)
                return 0
            }
        }
    }
}
