internal import ContainerState
internal import CommandLineGrammar
internal import ContainerEngine

/// `apus attach`: connects to a running container.
enum AttachCommand {
    struct Options {
        var latest = false
        var noInput = false
        var detachKeys: String?
        var signalProxy = true
    }

    static let command = Command<Globals>.verb("attach", "Connect to a running container", heading: "Containers") {
        Verb(
            usage: "CONTAINER", operands: .atMost(1), completes: [.runningContainers],
            options: [
                .flag("latest", short: "l", "The container made last") { $0.latest = $1 },
                .flag("no-stdin", "Leave standard input alone") { $0.noInput = $1 },
                .string("detach-keys", "keys", "The keys that leave the container", default: "ctrl-p,ctrl-q") {
                    $0.detachKeys = $1
                },
                .flag("sig-proxy", "Pass signals on to the container", default: "true") { $0.signalProxy = $1 },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                let word = try ContainerSelection(latest: call.options.latest).words(call.operands, engine)[0]
                let container = try engine.find(word)
                let record = try engine.record(container)
                let input = !call.options.noInput && record.request.interactive
                let keys = try (call.options.detachKeys ?? record.request.detachKeys).map {
                    (text) throws(EngineError) in
                    try DetachKeys(parsing: text)
                }
                let client = try engine.attach(container, hello: .hello(output: true, input: input))
                return try Foreground.serve(
                    client, container, engine,
                    AttachedSession.Options(
                        input: input, output: true, terminal: record.request.terminal, detachKeys: keys ?? .standard,
                        proxiesSignals: call.options.signalProxy),
                    removed: record.request.removesOnExit)
            }
        }
    }
}
