internal import CommandLineGrammar
internal import ContainerEngine

/// `apus wait`: waits until containers have ended and prints their exit codes.
enum WaitCommand {
    struct Options {
        var selection = ContainerSelection()
        var conditions: [String] = []
        var ignore = false
        var interval: Int64 = 50_000_000
    }

    static let command = Command<Globals>.verb(
        "wait", "Wait for containers to end and print their exit codes", heading: "Containers"
    ) {
        Verb(
            usage: "CONTAINER [CONTAINER...]", operands: .any, completes: [.containers],
            options: ContainerSelection.rows(\.selection, all: nil) + [
                .value("condition", "state", "Wait for this state instead: created, exited, running, paused or stopped") {
                    (options, text) throws(UsageError) in
                    guard
                        ["created", "exited", "stopped", "running", "paused", "configured", "removing", "unknown"]
                            .contains(text)
                    else {
                        throw .invalidValue(
                            "unknown container state: it is one of created, exited, stopped, running, paused")
                    }
                    options.conditions.append(text == "configured" ? "created" : text)
                },
                .value("interval", short: "i", "duration", "How often to look whether a condition holds", default: "50ms") {
                    (options, text) throws(UsageError) in
                    // Milliseconds without a unit, as podman reads it.
                    if let number = Int64(text), number >= 0, number < 1 << 40 {
                        options.interval = number * 1_000_000
                    } else {
                        options.interval = try OptionValue.duration(text)
                    }
                    guard options.interval > 0 else { throw .invalidValue("it is to be more than nothing") }
                },
                .flag("ignore", "Print -1 for containers that are not there") { $0.ignore = $1 },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                return forEach(try call.options.selection.words(call.operands, engine)) { (word) throws(EngineError) in
                    do throws(EngineError) {
                        return String(
                            try engine.wait(try engine.find(word), conditions: call.options.conditions, interval: call.options.interval)
                                ?? -1)
                    } catch {
                        if call.options.ignore, error.code == .notFound { return "-1" }
                        throw error
                    }
                }
            }
        }
    }
}
