internal import CommandLineGrammar
internal import ContainerEngine
internal import OCISpecification

/// `apus manifest add`: one more image in a list.
enum ManifestAddCommand {
    struct Options {
        var all = false
        var changes = ListEntryChanges()
        var registry = RegistryFlags()
    }

    static let command = Command<Globals>.verb("add", "Add an image to a list") {
        Verb(
            usage: "LIST IMAGE [IMAGE...]",
            description: """
                Adds images, which are those of the store, of a registry, or of a place with a transport. Of an image for several \
                platforms that of this machine is taken, or the one that --os, --arch and --variant tell; with --all all are.
                """,
            examples: [
                "apus manifest add app:1 app:amd64", "apus manifest add --arch arm64 app:1 docker://registry.example.com/app:arm64",
            ],
            operands: .atLeast(2), completes: [.images],
            options: [
                .flag("all", "Of an image for several platforms add all") { $0.all = $1 },
                .laterFlag("artifact", "artifacts made of files: `apus artifact add` makes them"),
                .flag("insecure", "As --tls-verify=false", hidden: true) { $0.registry.tlsVerify = $1 ? false : $0.registry.tlsVerify },
            ] + ManifestCommands.entryRows(\.changes) + RegistryFlags.rows(\.registry), initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                var platform = PlatformFlags()
                platform.os = call.options.changes.os
                platform.architecture = call.options.changes.architecture
                platform.variant = call.options.changes.variant
                let wanted = try platform.wanted()
                let additions = call.operands.dropFirst().map { word in
                    var addition = ListAddition(word)
                    addition.all = call.options.all
                    addition.changes = call.options.changes
                    addition.platform = wanted
                    return addition
                }
                let digest = try engine.addToManifestList(
                    call.operands[0], additions, options: try call.options.registry.options(engine)
                ) { _ in }
                Console.print(digest.hex)
                return 0
            }
        }
    }
}
