internal import CommandLineGrammar
internal import ContainerEngine

/// `apus wait`: waits until containers have ended and prints their exit codes.
enum WaitCommand {
    struct Options {
        var selection = ContainerSelection()
        var conditions: [String] = []
        var ignore = false
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
                .flag("ignore", short: "i", "Print -1 for containers that are not there") { $0.ignore = $1 },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                return forEach(try call.options.selection.words(call.operands, engine)) { (word) throws(EngineError) in
                    do throws(EngineError) {
                        return String(try engine.wait(try engine.find(word), conditions: call.options.conditions) ?? -1)
                    } catch {
                        if call.options.ignore, error.code == .notFound { return "-1" }
                        throw error
                    }
                }
            }
        }
    }
}
