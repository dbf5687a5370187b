internal import CommandLineGrammar
internal import ContainerRuntime
internal import Linux
internal import OCISpecification

enum KillVerb {
    struct Options: Sendable {
        var all = false
        var isPattern = false
    }

    static func verb() -> Verb<RuntimeOptions> {
        Verb(
            usage: "CONTAINER [SIGNAL]",
            description: "Sends a signal to the first process of a container; SIGTERM when none is named.",
            examples: ["apus-runtime kill web KILL"], operands: .between(1, 2),
            options: [
                .flag("all", short: "a", "Send it to all processes of the container") { $0.all = $1 },
                .flag("regex", short: "r", "CONTAINER is a regular expression for many") { $0.isPattern = $1 },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            let signal: CInt
            do throws(SignalError) {
                // 0 asks only whether there is somebody to send to (kill(2)).
                let text = call.operands.count > 1 ? call.operands[1] : "TERM"
                signal = text == "0" ? 0 : try Signal(parsing: text).number
            } catch { throw UsageError("\(error)") }
            return reporting(call.globals) { () throws(RuntimeError) in
                let name = call.operands[0]
                for id in call.options.isPattern ? try call.globals.containers(like: name) : [name] {
                    try Container(call.globals.directory(id)).signal(signal, all: call.options.all)
                }
                return 0
            }
        }
    }
}
