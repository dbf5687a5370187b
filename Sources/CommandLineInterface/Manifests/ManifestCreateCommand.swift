internal import CommandLineGrammar
internal import ContainerEngine
internal import OCISpecification

/// `apus manifest create`: a new list.
enum ManifestCreateCommand {
    struct Options {
        var all = false
        var amend = false
        var annotations: [String: String] = [:]
        var registry = RegistryFlags()
    }

    static let command = Command<Globals>.verb("create", "Make a list of images for several platforms") {
        Verb(
            usage: "LIST [IMAGE...]",
            description: """
                Makes a list, empty or with images in it, and prints its digest. An image is one of the store or of a registry; \
                what is not here is fetched, so that the list can be pushed whole. A list without a registry is localhost/LIST.
                """,
            examples: ["apus manifest create app:1 app:amd64 docker://registry.example.com/app:arm64"],
            operands: .atLeast(1), completes: [.none, .images],
            options: [
                .flag("all", "Of images that are lists themselves take all that they name") { $0.all = $1 },
                .flag("amend", short: "a", "Add to the list if it is there") { $0.amend = $1 },
                ManifestCommands.annotationRow("What the list is to say of itself; may be repeated", \.annotations),
                .flag("insecure", "As --tls-verify=false") { $0.registry.tlsVerify = $1 ? false : $0.registry.tlsVerify },
            ] + RegistryFlags.rows(\.registry), initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                let options = call.options
                let additions = call.operands.dropFirst().map { word in
                    var addition = ListAddition(word)
                    addition.all = options.all
                    return addition
                }
                let progress = PullProgress(quiet: true)
                let digest = try engine.createManifestList(
                    call.operands[0], amending: options.amend, additions: additions, annotations: options.annotations,
                    options: try options.registry.options(engine)
                ) { progress.tell($0) }
                Console.print(digest.hex)
                return 0
            }
        }
    }
}
