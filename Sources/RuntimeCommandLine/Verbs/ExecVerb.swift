internal import CommandLineGrammar
internal import ContainerRuntime
internal import Linux
internal import OCISpecification

enum ExecVerb {
    struct Options: Sendable {
        var process: String?
        var consoleSocket: String?
        var pidFile: String?
        var detach = false
        var ignorePaused = false
        var preserveDescriptors = 0
        var pidfdSocket: String?
        /// Of all controllers, and of some.
        var cgroup: String?
        var controllerGroups: [(controller: String, path: String)] = []
        var overrides = ProcessOverrides()
    }

    static func verb() -> Verb<RuntimeOptions> {
        Verb(
            usage: "CONTAINER [COMMAND [ARG...]]",
            description: "Runs another program in a running container, as its own or as --process says.",
            examples: ["apus-runtime exec web ps -ef", "apus-runtime exec --process /tmp/process.json web"],
            operands: OperandRule.atLeast(1).thenCommand, options: rows(), initial: Options()
        ) { (call) throws(UsageError) in
            // As runc: 1 may be the program's own.
            reporting(call.globals, ownFailure: 255) { () throws(RuntimeError) in
                try exec(call.operands, call.options, call.globals)
            }
        }
    }

    private static func rows() -> [OptionRow<Options>] {
        [
            .string("process", short: "p", "FILE", "File with the process as JSON", completes: .files) {
                $0.process = $1
            },
            .string("console-socket", "SOCKET", "Socket that gets the master of the terminal", completes: .files) {
                $0.consoleSocket = $1
            },
            .string("pid-file", "FILE", "Write the number of the process here", completes: .files) {
                $0.pidFile = $1
            },
            .flag("detach", short: "d", "Do not wait for the end of the program") { $0.detach = $1 },
            .flag("ignore-paused", "Go on though the container is paused") { $0.ignorePaused = $1 },
            .unsigned("preserve-fds", "N", "Pass N descriptors from 3 on to the program", default: "0") {
                $0.preserveDescriptors = BundleOptions.descriptors($1)
            },
            .value("cgroup", "[CONTROLLER:]PATH", "Control group of the program, below the container's") {
                (options, text) throws(UsageError) in
                guard let colon = text.firstIndex(of: ":") else {
                    options.cgroup = text
                    return
                }
                let path = String(text[text.index(after: colon)...])
                for controller in text[..<colon].split(separator: ",") {
                    options.controllerGroups.append((String(controller), path))
                }
            },
            .string("pidfd-socket", "SOCKET", "Socket that gets a descriptor of the process", completes: .files) {
                $0.pidfdSocket = $1
            },
            .flag("tty", short: "t", "Give the program a terminal") { $0.overrides.terminal = $1 },
            .string("cwd", "DIR", "Working directory") { $0.overrides.workingDirectory = $1 },
            .string("env", short: "e", "NAME=VALUE", "Add a variable to the environment") {
                $0.overrides.environment.append($1)
            },
            .value("user", short: "u", "UID[:GID]", "User and group, by number") {
                (options, text) throws(UsageError) in
                let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { UInt32($0) }
                guard parts.count <= 2, let user = parts[0], parts.count == 1 || parts[1] != nil else {
                    throw UsageError.invalidValue("it has to be UID or UID:GID, in numbers")
                }
                options.overrides.user = (user, parts.count == 2 ? parts[1] : nil)
            },
            .value("additional-gids", short: "g", "GID", "Add a supplementary group") {
                (options, text) throws(UsageError) in
                for part in text.split(separator: ",") {
                    guard let group = UInt32(part) else { throw UsageError.invalidValue("it has to be a number") }
                    options.overrides.groups.append(group)
                }
            },
            .string("cap", short: "c", "CAPABILITY", "Add a capability") {
                $0.overrides.capabilities += $1.split(separator: ",").map(String.init)
            },
            .flag("no-new-privs", "Set no_new_privs") { $0.overrides.noNewPrivileges = $1 },
            .string("process-label", "LABEL", "SELinux label of the program") { $0.overrides.selinuxLabel = $1 },
            .string("apparmor", "PROFILE", "AppArmor profile of the program") { $0.overrides.appArmorProfile = $1 },
            .flag("no-subreaper", "Accepted for compatibility", hidden: true) { (_, _) in },
        ]
    }

    private static func exec(
        _ operands: [String], _ options: Options, _ globals: RuntimeOptions
    ) throws(RuntimeError) -> Int32 {
        let directory = try globals.directory(operands[0])
        let record = try directory.read()
        guard let living = try LivingContainer(record) else {
            throw RuntimeError(
                .wrongState, doing: "exec in container", subject: record.id, cause: "container not running")
        }
        let isPaused = options.ignorePaused ? false : try RecordedGroups.isFrozen(record.cgroupPath)
        if isPaused {
            throw RuntimeError(
                .wrongState, doing: "exec in container", subject: record.id,
                cause: "it is paused; resume it first, or use --ignore-paused")
        }
        let process = try process(directory, operands, options)
        if process.terminal == true && options.detach && options.consoleSocket == nil {
            throw RuntimeError(
                .invalidConfiguration, doing: "exec in container", subject: record.id,
                cause: "a terminal with --detach needs --console-socket")
        }
        var path = record.cgroupPath
        for below in options.controllerGroups.map(\.path) + [options.cgroup ?? ""]
        where below.parts(between: "/").contains("..") {
            throw RuntimeError(
                .invalidConfiguration, doing: "exec in container", subject: "--cgroup", cause: "it leads out")
        }
        if let below = options.cgroup, below != "/", !below.isEmpty {
            path += below.hasPrefix("/") ? below : "/\(below)"
        }
        var request = ExecRequest(
            container: living, process: process, streams: StandardStreams(),
            cgroup: CgroupRequest(path: path, manager: path.isEmpty ? .disabled : .cgroupfs))
        request.preservedDescriptors = options.preserveDescriptors
        request.filter = try directory.filter()
        request.controllerGroups = options.controllerGroups.filter { $0.path != "/" && !$0.path.isEmpty }
        try request.follow(directory, record)
        let signals = options.detach ? nil : try ForegroundSignals()
        var execution = try Execution.begin(request)
        var terminal = execution.takeTerminal()
        if let socket = options.consoleSocket, let master = terminal.take() { try Completion.send(master, to: socket) }
        if let socket = options.pidfdSocket { try Completion.send(execution.pidfd, named: "pidfd", to: socket) }
        try Completion.writeProcessNumber(execution.pid, to: options.pidFile)
        guard let signals else { return 0 }
        return try Foreground.wait(execution.pidfd, terminal: terminal, signals: signals)
    }

    private static func process(
        _ directory: RuntimeDirectory, _ operands: [String], _ options: Options
    ) throws(RuntimeError) -> ProcessConfiguration {
        if let file = options.process { return try ConfigurationFile.readProcess(file) }
        guard operands.count > 1 else {
            throw RuntimeError(
                .invalidConfiguration, doing: "exec in container", subject: directory.id,
                cause: "neither a command nor --process is given")
        }
        guard var process = try directory.configuration().process else {
            throw RuntimeError(
                .invalidConfiguration, doing: "exec in container", subject: directory.id,
                cause: "its configuration has no process")
        }
        process.args = Array(operands.dropFirst())
        options.overrides.apply(to: &process)
        return process
    }
}
