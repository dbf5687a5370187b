internal import ContainerState
internal import CommandLineGrammar
internal import ContainerEngine

/// `apus start`: starts containers that were created or have ended.
enum StartCommand {
    struct Options {
        var selection = ContainerSelection()
        var attach = false
        var interactive = false
        var detachKeys: String?
        var signalProxy = true
    }

    static let command = Command<Globals>.verb("start", "Start containers", heading: "Containers") {
        Verb(
            usage: "CONTAINER [CONTAINER...]", operands: .any, completes: [.containers],
            options: ContainerSelection.rows(\.selection, all: "Start every container", short: nil, cidFile: false, filter: true) + [
                .flag("attach", short: "a", "Show the container's output and pass signals on") { $0.attach = $1 },
                .flag("interactive", short: "i", "Connect standard input too") { $0.interactive = $1 },
                .string("detach-keys", "keys", "The keys that leave an attached terminal", default: "ctrl-p,ctrl-q") {
                    $0.detachKeys = $1
                },
                .flag("sig-proxy", "Pass signals on to the container", default: "true") { $0.signalProxy = $1 },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                let words = try call.options.selection.words(call.operands, engine)
                if call.options.attach || call.options.interactive {
                    guard words.count == 1 else {
                        throw EngineError(.invalid, "you cannot start and attach multiple containers at once")
                    }
                    return try attached(words[0], call.options, engine)
                }
                return forEach(words) { (word) throws(EngineError) in
                    try engine.start(try engine.find(word), notice: Console.warn)
                    return word
                }
            }
        }
    }

    private static func attached(_ word: String, _ options: Options, _ engine: Engine) throws(EngineError) -> Int32 {
        let container = try engine.find(word)
        let record = try engine.record(container)
        let input = options.interactive && record.request.interactive
        let keys = try (options.detachKeys ?? record.request.detachKeys).map { (text) throws(EngineError) in
            try DetachKeys(parsing: text)
        }
        let client: MonitorClient
        switch try engine.liveness(container) {
        case .running, .starting: client = try engine.attach(container, hello: .hello(output: true, input: input))
        case .created, .exited:
            if !record.request.requires.isEmpty { try engine.startRequired(container) }
            client = try engine.launch(
                container, hello: .hello(output: true, input: input),
                terminalSize: record.request.terminal ? AttachedSession.terminalSize : nil)
        }
        return try Foreground.serve(
            client, container, engine,
            AttachedSession.Options(
                input: input, output: true, terminal: record.request.terminal, detachKeys: keys ?? .standard,
                proxiesSignals: options.signalProxy),
            removed: record.request.removesOnExit)
    }
}
