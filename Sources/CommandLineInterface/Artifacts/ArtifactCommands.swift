internal import CommandLineGrammar
internal import ContainerEngine
internal import ImageStorage
internal import OCISpecification

/// `apus artifact`: files in registries that are no images of containers.
enum ArtifactCommands {
    static var all: [Command<Globals>] {
        [
            .group(
                "artifact", "Keep files in registries",
                description: "An artifact is files under a name, kept in the store and in registries as images are.", heading: "Groups"
            ) {
                [
                    ArtifactAddCommand.command, ArtifactListCommand.command, ArtifactInspectCommand.command,
                    ArtifactTransferCommands.pull, ArtifactTransferCommands.push, ArtifactRemoveCommand.command,
                    ArtifactExtractCommand.command,
                    ReferrersCommand.command,
                ]
            }
        ]
    }
}

/// `apus artifact rm`.
enum ArtifactRemoveCommand {
    struct Options {
        var all = false
        var ignore = false
    }

    static let command = Command<Globals>.verb("rm", aliases: ["remove"], "Remove artifacts") {
        Verb(
            usage: "NAME [NAME...]", description: "Removes artifacts by name or digest, and prints their digests.", operands: .any,
            options: [
                .flag("all", short: "a", "Remove all artifacts") { $0.all = $1 },
                .flag("ignore", short: "i", "Say nothing of artifacts that are not there") { $0.ignore = $1 },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                guard call.options.all != !call.operands.isEmpty else {
                    throw EngineError(.invalid, "artifact rm takes names, or --all without names")
                }
                let store = engine.images
                var words = call.operands
                if call.options.all {
                    words = try stored { () throws(ImageStoreError) in try store.allArtifacts() }.map(\.name.description)
                }
                return forEach(words) { (word) throws(EngineError) in
                    let found: StoredArtifact
                    do throws(EngineError) { found = try engine.artifact(word) } catch {
                        if call.options.ignore, error.code == .notFound { return nil }
                        throw error
                    }
                    try engine.removeArtifact(found)
                    return found.digest.hex
                }
            }
        }
    }
}
