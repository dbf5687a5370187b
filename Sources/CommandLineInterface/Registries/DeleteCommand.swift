internal import CommandLineGrammar
internal import ContainerEngine
internal import OCISpecification
internal import RegistryAccess

/// `apus delete`: an image of a registry, as skopeo does it.
enum DeleteCommand {
    struct Options {
        var registry = RegistryFlags()
    }

    static let command = Command<Globals>.verb("delete", "Delete an image from a registry", heading: "Registries") {
        Verb(
            usage: "IMAGE",
            description: """
                Deletes the manifest of an image, docker://NAME, from its registry. All tags that stand for the same manifest go \
                with it; the registry frees the room when it collects its garbage.
                """,
            examples: ["apus delete docker://registry.example.com/team/app:old"], operands: .exactly(1),
            options: RegistryFlags.rows(\.registry) + RegistryFlags.identityRows(\.registry) + [RegistryFlags.retryTimes(\.registry)],
            initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                let place = try Engine.place(call.operands[0])
                guard case .registry(let reference) = place else {
                    throw EngineError(
                        .unsupported,
                        "deleting \(place): only images of registries are deleted: "
                            + "`apus rmi` removes those of the store, and files and directories are removed by rm")
                }
                _ = try engine.deleteRemote(reference, options: try call.options.registry.options(engine))
                return 0
            }
        }
    }
}
