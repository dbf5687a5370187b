internal import CommandLineGrammar
internal import ContainerRuntime

/// `pause` and `resume`.
enum PauseVerb {
    static func verb(freezing: Bool) -> Verb<RuntimeOptions> {
        Verb(
            usage: "CONTAINER",
            description: freezing
                ? "Freezes all processes of a container." : "Lets the processes of a paused container go on.",
            operands: .exactly(1)
        ) { (call) throws(UsageError) in
            reporting(call.globals) { () throws(RuntimeError) in
                let container = Container(try call.globals.directory(call.operands[0]))
                if freezing { try container.pause() } else { try container.resume() }
                return 0
            }
        }
    }
}
