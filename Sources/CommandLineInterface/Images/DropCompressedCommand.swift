internal import CommandLineGrammar
internal import ContainerEngine
internal import ImageStorage
internal import OCISpecification

/// `apus image drop-compressed`: gives back the space of layers that a registry still has.
enum DropCompressedCommand {
    struct Options {
        var all = false
        var pulls: Bool?
        var registry = RegistryFlags()
    }

    static let command = Command<Globals>.verb("drop-compressed", "Drop the compressed layers that a registry still has") {
        Verb(
            usage: "[IMAGE...]",
            description: """
                A layer lies in the store twice: unpacked, for containers, and compressed as it came, so that it can be pushed and \
                saved exactly. Asks the registry of each image which layers it has and drops their compressed bytes here; they are \
                fetched again when the image is saved, pushed or copied. Prints the digests of the layers. With --pulls=true every \
                later pull drops them at once; --pulls=false keeps them again.
                """,
            examples: ["apus image drop-compressed --all", "apus image drop-compressed --pulls=true"],
            operands: .any, completes: [.images],
            options: [
                .flag("all", short: "a", "Of all images") { $0.all = $1 },
                .flag("pulls", "Drop the compressed layers of what is pulled from now on, or keep them with --pulls=false") {
                    $0.pulls = $1
                },
            ] + RegistryFlags.rows(\.registry), initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let options = call.options
                guard options.all || !call.operands.isEmpty || options.pulls != nil else {
                    throw EngineError(.invalid, "name images, or give --all, or --pulls=true for what is pulled from now on")
                }
                guard !options.all || call.operands.isEmpty else {
                    throw EngineError(.invalid, "--all takes no names of images")
                }
                let engine = try call.globals.engine()
                if let pulls = options.pulls {
                    let store = engine.images
                    try stored { () throws(ImageStoreError) in try store.setDropsCompressed(pulls) }
                }
                guard options.all || !call.operands.isEmpty else { return 0 }
                let result = try engine.dropCompressed(call.operands, options: try options.registry.options(engine))
                for digest in result.layers { Console.print(digest.description) }
                for line in result.kept { Console.complain("kept \(line)") }
                return 0
            }
        }
    }
}
