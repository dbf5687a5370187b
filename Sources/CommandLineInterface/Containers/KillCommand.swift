internal import CommandLineGrammar
internal import ContainerEngine

/// `apus kill`: sends a signal to containers.
enum KillCommand {
    struct Options {
        var selection = ContainerSelection()
        var signal = "KILL"
    }

    static let command = Command<Globals>.verb("kill", "Send a signal to running containers", heading: "Containers") {
        Verb(
            usage: "CONTAINER [CONTAINER...]", operands: .any, completes: [.runningContainers],
            options: ContainerSelection.rows(\.selection, all: "Signal every running container") + [
                .string("signal", short: "s", "signal", "The signal, by name or number", default: "KILL") {
                    $0.signal = $1
                }
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let signal = try SignalOption.parse(call.options.signal)
                let engine = try call.globals.engine()
                return forEach(try call.options.selection.words(call.operands, engine, running: true)) {
                    (word) throws(EngineError) in
                    try engine.kill(try engine.find(word), signal: signal)
                    return word
                }
            }
        }
    }
}
