internal import CommandLineGrammar
internal import ContainerEngine

/// `apus restart`: stops containers that run, and starts them.
enum RestartCommand {
    struct Options {
        var selection = ContainerSelection()
        var running = false
        var timeout: Int?
        var signal: String?
    }

    static let command = Command<Globals>.verb("restart", "Restart containers", heading: "Containers") {
        Verb(
            usage: "CONTAINER [CONTAINER...]", operands: .any, completes: [.containers],
            options: ContainerSelection.rows(\.selection, all: "Restart every container", filter: true) + [
                .flag("running", "Restart those that run") { $0.running = $1 },
                .integer(
                    "time", short: "t", "seconds", "How long to wait before killing it", aliases: ["timeout"],
                    default: "10"
                ) {
                    $0.timeout = Int($1)
                },
                .string("signal", short: "s", "signal", "Send this signal instead of the container's stop signal") {
                    $0.signal = $1
                },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                let signal = try call.options.signal.map { (text) throws(EngineError) in try SignalOption.parse(text) }
                var selection = call.options.selection
                if call.options.running { selection.all = true }
                let words = try selection.words(call.operands, engine, running: call.options.running)
                let timeout = call.options.timeout
                return forEachAtOnce(words) { (word) throws(EngineError) in
                    let container = try engine.find(word)
                    try engine.stop(container, timeout: timeout, signal: signal)
                    try engine.start(container)
                    return word
                }
            }
        }
    }
}
