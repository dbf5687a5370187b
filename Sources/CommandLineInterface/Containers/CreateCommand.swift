internal import ContainerState
internal import CommandLineGrammar
internal import ContainerEngine

/// `apus create`: makes a container without starting it.
enum CreateCommand {
    static let command = Command<Globals>.verb("create", "Make a container without starting it", heading: "Containers") {
        Verb(
            usage: "IMAGE [COMMAND [ARG...]]",
            description:
                "Makes a container from an image, pulling the image when it is not there, and prints its id. Start it with `apus start`.",
            examples: ["apus create --name web nginx"], operands: .atLeast(1).thenCommand, completes: [.images],
            options: OptionRow.createRows(), initial: CreateOptions()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                let request = try CreateRequest.complete(call.options, call.operands)
                Console.print(try CreateRequest.create(request, call.options.registry, engine).id)
                return 0
            }
        }
    }
}
