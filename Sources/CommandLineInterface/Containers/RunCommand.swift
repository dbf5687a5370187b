internal import CommandLineGrammar
internal import ContainerEngine
internal import ContainerState
internal import Linux

/// `apus run`: makes a container and runs it.
enum RunCommand {
    static let command = Command<Globals>.verb("run", "Run a command in a new container", heading: "Containers") {
        Verb(
            usage: "IMAGE [COMMAND [ARG...]]",
            description: """
                Makes a container from an image, pulling the image when it is not there, and runs a command in it. The exit \
                code is the command's; 125 tells that apus itself failed, 126 that the command could not be executed, 127 that \
                it was not found.
                """,
            examples: [
                "apus run --rm -it debian bash", "apus run -d --name web -v ./site:/usr/share/nginx/html:ro nginx",
                "apus run --rm --network none alpine cat /etc/os-release",
            ],
            operands: .atLeast(1).thenCommand, completes: [.images], options: rows, initial: CreateOptions()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in try run(call.options, call.operands, call.globals) }
        }
    }

    private static var rows: [OptionRow<CreateOptions>] {
        OptionRow.createRows() + [
            .flag("detach", short: "d", "Run in the background and print the id") { $0.detach = $1 },
            .flag("sig-proxy", "Pass signals on to the command", default: "true") { $0.signalProxy = $1 },
        ]
    }

    private static func run(_ options: CreateOptions, _ operands: [String], _ globals: Globals) throws(EngineError)
        -> Int32
    {
        if options.detach, options.request.removesImage {
            throw EngineError(.invalid, "--rmi works with a container in the foreground only: leave -d away")
        }
        if options.detach, !options.request.attach.isEmpty {
            throw EngineError(
                .invalid,
                "cannot specify the --attach=[] option together with -d: a detached container has nobody attached")
        }
        let engine = try globals.engine()
        var request = try CreateRequest.complete(options, operands)
        // Attached to all but standard input unless it says otherwise, and to that with -i.
        let input =
            request.interactive && !options.detach && (request.attach.isEmpty || request.attach.contains("stdin"))
        let output =
            !options.detach
            && (request.attach.isEmpty || request.attach.contains("stdout") || request.attach.contains("stderr"))
        if options.detach { request.attach = [] }
        let keys =
            try request.detachKeys.map { (text) throws(EngineError) in try DetachKeys(parsing: text) } ?? .standard
        let monitor = try engine.startMonitor(
            for: request, terminalSize: request.terminal ? AttachedSession.terminalSize : nil)
        let container = try CreateRequest.create(request, options.registry, engine)
        do throws(EngineError) {
            if !request.requires.isEmpty { try engine.startRequired(container) }
            let client = try monitor.begin(container, output: output, input: input)
            if options.detach {
                _ = try client.waitUntilStarted(notice: Console.warn)
                Console.print(container.id)
                return 0
            }
            let code = try Foreground.serve(
                client, container, engine,
                AttachedSession.Options(
                    input: input, output: output,
                    showsOutput: request.attach.isEmpty || request.attach.contains("stdout"),
                    showsError: request.attach.isEmpty || request.attach.contains("stderr"),
                    terminal: request.terminal, detachKeys: keys,
                    proxiesSignals: options.signalProxy),
                removed: request.removesOnExit)
            if request.removesImage { RemoveImageCommand.removeAfterRun(request.image, engine) }
            return code
        } catch {
            // What could not be started and was to be removed at its end is removed now.
            if request.removesOnExit { _ = try? engine.remove(container, force: true, volumes: true) }
            throw error
        }
    }
}
