internal import CommandLineGrammar
internal import ContainerEngine
internal import OCISpecification

/// `apus manifest add`: one more image in a list.
enum ManifestAddCommand {
    struct Options {
        var all = false
        var changes = ListEntryChanges()
        var isArtifact = false
        var artifact = ListArtifact()
        /// The first option that is of artifacts only.
        var artifactOption: String?
        var registry = RegistryFlags()
    }

    static let command = Command<Globals>.verb("add", "Add an image to a list") {
        Verb(
            usage: "LIST IMAGE|FILE [IMAGE|FILE...]",
            description: """
                Adds images, which are those of the store, of a registry, or of a place with a transport. Of an image for several \
                platforms that of this machine is taken, or the one that --os, --arch and --variant tell; with --all all are. \
                With --artifact files are added, as one artifact.
                """,
            examples: [
                "apus manifest add app:1 app:amd64", "apus manifest add --arch arm64 app:1 docker://registry.example.com/app:arm64",
            ],
            operands: .atLeast(2), completes: [.images],
            options: [
                .flag("all", "Of an image for several platforms add all") { $0.all = $1 },
                .flag("artifact", "Add an artifact made of files") { $0.isArtifact = $1 },
                .string("artifact-type", "type", "The type of the artifact") {
                    $0.artifact.type = $1
                    $0.artifactOption = "artifact-type"
                },
                .string("artifact-config", "file", "A file with its configuration", completes: .files) {
                    $0.artifact.configuration = $1
                    $0.artifactOption = "artifact-config"
                },
                .string("artifact-config-type", "type", "The media type of its configuration") {
                    $0.artifact.configurationType = $1
                    $0.artifactOption = "artifact-config-type"
                },
                .string("artifact-layer-type", "type", "The media type of the files, which is found out otherwise") {
                    $0.artifact.layerType = $1
                    $0.artifactOption = "artifact-layer-type"
                },
                .flag("artifact-exclude-titles", "Leave out the names of the files") {
                    $0.artifact.excludesTitles = $1
                    $0.artifactOption = "artifact-exclude-titles"
                },
                .string("artifact-subject", "image", "The image that the artifact is about") {
                    $0.artifact.subject = $1
                    $0.artifactOption = "artifact-subject"
                },
                .flag("insecure", "As --tls-verify=false") { $0.registry.tlsVerify = $1 ? false : $0.registry.tlsVerify },
            ] + ManifestCommands.entryRows(\.changes) + RegistryFlags.rows(\.registry), initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                if call.options.isArtifact {
                    var artifact = call.options.artifact
                    artifact.files = Array(call.operands.dropFirst())
                    artifact.changes = call.options.changes
                    let digest = try engine.addToManifestList(
                        call.operands[0], artifact, options: try call.options.registry.options(engine))
                    Console.print(digest.hex)
                    return 0
                }
                if let option = call.options.artifactOption {
                    throw EngineError(.invalid, "--\(option) goes with --artifact only")
                }
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
