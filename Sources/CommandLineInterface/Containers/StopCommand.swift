internal import CommandLineGrammar
internal import ContainerEngine

/// `apus stop`: asks containers to end, and kills those that do not.
enum StopCommand {
    struct Options {
        var selection = ContainerSelection()
        var timeout: Int?
        var signal: String?
        var ignore = false
    }

    static let command = Command<Globals>.verb("stop", "Stop running containers", heading: "Containers") {
        Verb(
            usage: "CONTAINER [CONTAINER...]", operands: .any, completes: [.runningContainers],
            options: ContainerSelection.rows(\.selection, all: "Stop every running container", filter: true) + [
                .integer(
                    "time", short: "t", "seconds", "How long to wait before killing it; -1 for ever",
                    aliases: ["timeout"], default: "10"
                ) {
                    $0.timeout = Int($1)
                },
                .string("signal", short: "s", "signal", "Send this signal instead of the container's stop signal") {
                    $0.signal = $1
                },
                .flag("ignore", short: "i", "Say nothing of containers that are not there") { $0.ignore = $1 },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                let signal = try call.options.signal.map { (text) throws(EngineError) in try SignalOption.parse(text) }
                let selection = call.options.selection
                let words = try selection.words(call.operands, engine, running: true)
                let (timeout, ignore) = (call.options.timeout, call.options.ignore)
                return forEachAtOnce(words) { (word) throws(EngineError) in
                    do throws(EngineError) {
                        try engine.stop(try engine.find(word), timeout: timeout, signal: signal)
                        return word
                    } catch {
                        if ignore, error.code == .notFound { return nil }
                        throw error
                    }
                }
            }
        }
    }
}
