internal import CommandLineGrammar
internal import ContainerRuntime
internal import Linux

enum DeleteVerb {
    struct Options: Sendable {
        var force = false
        var isPattern = false
    }

    static func verb() -> Verb<RuntimeOptions> {
        Verb(
            usage: "CONTAINER", description: "Removes what a container that has ended leaves behind.",
            operands: .exactly(1),
            options: [
                .flag("force", short: "f", "Kill it if it runs; no error if there is none") { $0.force = $1 },
                .flag("regex", short: "r", "CONTAINER is a regular expression for many") { $0.isPattern = $1 },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            reporting(call.globals) { () throws(RuntimeError) in
                let name = call.operands[0]
                for id in call.options.isPattern ? try call.globals.containers(like: name) : [name] {
                    try ContainerDelete.delete(call.globals.directory(id), force: call.options.force)
                }
                return 0
            }
        }
    }
}
