internal import CommandLineGrammar
internal import ContainerEngine

/// `exists`: tells by the exit code whether an object is there: 0 yes, 1 no.
enum ExistsCommand {
    struct NoOptions {}

    static let container = Command<Globals>.verb("exists", "Tell by the exit code whether a container is there") {
        Verb(
            usage: "CONTAINER",
            description: "Ends with 0 when the container is there, with 1 when it is not, and prints nothing.",
            operands: .exactly(1), completes: [.containers],
            options: [
                .flag("external", "Accepted for scripts: there are no containers of others", hidden: true) { _, _ in }
            ], initial: NoOptions()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                do throws(EngineError) {
                    _ = try call.globals.engine().find(call.operands[0])
                    return 0
                } catch {
                    if error.code == .notFound { return 1 }
                    throw error
                }
            }
        }
    }
}
