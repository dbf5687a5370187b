internal import CommandLineGrammar
internal import ContainerRuntime
internal import Linux

enum DeleteVerb {
    struct Options: Sendable { var force = false }

    static func verb() -> Verb<RuntimeOptions> {
        Verb(
            usage: "CONTAINER", description: "Removes what a container that has ended leaves behind.",
            operands: .exactly(1),
            options: [
                .flag("force", short: "f", "Kill it if it runs; no error if there is none") { $0.force = $1 }
            ], initial: Options()
        ) { (call) throws(UsageError) in
            reporting(call.globals) { () throws(RuntimeError) in
                try ContainerDelete.delete(call.globals.directory(call.operands[0]), force: call.options.force)
                return 0
            }
        }
    }
}
