internal import CommandLineGrammar
internal import ContainerEngine

/// `apus pause` and `apus unpause`: stops all processes of containers, and lets them go on.
enum PauseCommand {
    struct Options { var selection = ContainerSelection() }

    static let pause = Command<Globals>.verb("pause", "Stop all processes of containers", heading: "Containers") {
        verb("Pause every running container", ["running"]) { (engine, word) throws(EngineError) in
            try engine.pause(try engine.find(word))
        }
    }
    static let unpause = Command<Globals>.verb("unpause", "Let paused containers go on", heading: "Containers") {
        verb("Let every paused container go on", ["paused"]) { (engine, word) throws(EngineError) in
            try engine.resume(try engine.find(word))
        }
    }

    private static func verb(
        _ all: String, _ states: Set<String>, _ step: @escaping (Engine, String) throws(EngineError) -> Void
    ) -> Verb<Globals> {
        Verb(
            usage: "CONTAINER [CONTAINER...]", operands: .any, completes: [.runningContainers],
            options: ContainerSelection.rows(\Options.selection, all: all, filter: true), initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                return forEach(try call.options.selection.words(call.operands, engine, states: states)) {
                    (word) throws(EngineError) in
                    try step(engine, word)
                    return word
                }
            }
        }
    }
}
