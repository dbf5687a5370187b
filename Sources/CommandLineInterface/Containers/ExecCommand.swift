internal import CommandLineGrammar
internal import ContainerEngine
internal import Linux

/// `apus exec`: runs another program in a running container.
enum ExecCommand {
    struct Options {
        var exec = ExecOptions()
        var latest = false
        var environmentFiles: [String] = []
        var environment: [String] = []
        var detachKeys: String?
        var cidFiles: [String] = []
    }

    static let command = Command<Globals>.verb("exec", "Run a program in a running container", heading: "Containers") {
        Verb(
            usage: "CONTAINER COMMAND [ARG...]",
            description:
                "Runs another program in a running container. The exit code is the program's; 125 tells that apus itself failed, 126 that the program could not be executed, 127 that it was not found.",
            examples: ["apus exec -it web sh", "apus exec -u postgres db psql -l"],
            operands: .atLeast(1).thenCommand, completes: [.runningContainers], options: rows, initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                var options = call.options
                var operands = call.operands
                var selection = ContainerSelection(latest: options.latest)
                selection.cidFiles = options.cidFiles
                let engine = try call.globals.engine()
                let named = !options.latest && options.cidFiles.isEmpty
                let word = try selection.words(named ? [operands.removeFirst()] : [], engine)[0]
                guard !operands.isEmpty else {
                    throw EngineError(.invalid, "must provide a non-empty command to start an exec session")
                }
                options.exec.command = operands
                if options.exec.terminal { options.exec.terminalSize = AttachedSession.terminalSize }
                options.exec.environment = try environment(options)
                if let keys = options.detachKeys { options.exec.detachKeys = try DetachKeys(parsing: keys) }
                try engine.exec(try engine.find(word), options.exec)
            }
        }
    }

    private static var rows: [OptionRow<Options>] {
        [
            .flag("detach", short: "d", "Run it in the background") { $0.exec.detach = $1 },
            .string("detach-keys", "keys", "The keys that leave the terminal", default: "ctrl-p,ctrl-q") {
                $0.detachKeys = $1
            },
            .string("env", short: "e", "name=value", "Set a variable; a name alone takes the value it has here") {
                $0.environment.append($1)
            },
            .string("env-file", "file", "Read variables from a file of NAME=VALUE lines", completes: .files) {
                $0.environmentFiles.append($1)
            },
            .flag("interactive", short: "i", "Connect standard input") { $0.exec.interactive = $1 },
            .flag("tty", short: "t", "Give the program a terminal") { $0.exec.terminal = $1 },
            .flag("latest", short: "l", "The container made last") { $0.latest = $1 },
            .string("cidfile", "file", "The container whose id this file holds", completes: .files) {
                $0.cidFiles.append($1)
            },
            .flag("privileged", "Give the program all capabilities") { $0.exec.privileged = $1 },
            .string("user", short: "u", "user[:group]", "Run as this user and group, by name or number") {
                $0.exec.user = $1
            },
            .string("workdir", short: "w", "dir", "The directory in which the program begins") {
                $0.exec.workingDirectory = $1
            },
            .unsigned("preserve-fds", "count", "Pass on so many descriptors after standard error") {
                $0.exec.preservedDescriptors = Int(min($1, 1024))
            },
        ]
    }

    private static func environment(_ options: Options) throws(EngineError) -> [String] {
        var caller: [String: String] = [:]
        for entry in currentEnvironment() {
            guard let equals = entry.firstIndex(of: "=") else { continue }
            caller[String(entry[..<equals])] = String(entry[entry.index(after: equals)...])
        }
        var entries: [String] = []
        for file in options.environmentFiles { entries += try EnvironmentList.file(file, caller: caller) }
        return entries + options.environment.compactMap { EnvironmentList.resolve($0, caller: caller) }
    }
}
