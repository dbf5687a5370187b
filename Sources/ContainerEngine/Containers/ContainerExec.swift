public import ContainerState
internal import JSONText
public import Linux
internal import OCISpecification

/// What `exec` asks.
public struct ExecOptions: Sendable {
    public var command: [String] = []
    public var environment: [String] = []
    public var workingDirectory: String?
    public var user: String?
    public var terminal = false
    /// What the terminal begins with.
    public var terminalSize: WindowSize?
    public var interactive = false
    public var privileged = false
    public var detach = false
    public var detachKeys = DetachKeys.standard
    public var preservedDescriptors = 0

    public init() {}
}

extension Engine {
    /// Replaces this process by one that runs a program in a running container, and ends as that program ends.
    /// Returns only by throwing.
    public func exec(_ container: ContainerDirectory, _ options: ExecOptions) throws(EngineError) -> Never {
        guard case .running = try liveness(container) else {
            throw EngineError(
                .notRunning, "can only create exec sessions on running containers: \(container.id) is not running: container state improper"
            )
        }
        let process = try execProcess(container, options)
        do throws(SystemCallError) {
            let file = try memoryFile("apus-exec")
            let text: [UInt8]
            do throws(JSONError) { text = try JSON.encode(process) } catch {
                throw SystemCallError(call: "encode \(error)", subject: "the program", errno: .invalid)
            }
            try file.write(text)
            try file.seek(to: 0)
            var arguments = [
                runtimeProgram, "session", "--root", locations.root, "--runroot", locations.runRoot,
                "--process", "/proc/self/fd/\(file.number)", "--preserve-fds", String(options.preservedDescriptors),
            ]
            if options.detach { arguments.append("--detach") }
            if !options.interactive { arguments.append("--no-stdin") }
            if !options.detachKeys.sequence.isEmpty {
                arguments += ["--detach-keys", options.detachKeys.sequence.map { String($0) }.joined(separator: ",")]
            }
            arguments.append(container.id)
            try file.setCloseOnExec(false)
            let block = try ExecutionBlock(arguments: arguments, environment: environmentWithoutBacktracer())
            if let tree = readOnlyProgram(runtimeProgram) {
                try tree.setCloseOnExec(false)  // the runtime closes it while it waits
                _ = block.execute(tree)
            }
            throw SystemCallError(call: "execve", subject: runtimeProgram, errno: block.execute(runtimeProgram))
        } catch { throw EngineError("running a program in \(container.id)", error) }
    }

    private func execProcess(
        _ container: ContainerDirectory, _ options: ExecOptions
    ) throws(EngineError) -> ProcessConfiguration {
        let bytes = try system("reading \(container.configuration)") { () throws(SystemCallError) in
            try readFile(container.configuration)
        }
        let configuration: ConfiguredProcess
        do throws(JSONError) { configuration = try JSON.decode(ConfiguredProcess.self, from: bytes) } catch {
            throw EngineError(.system, "reading \(container.configuration): \(error)")
        }
        guard var process = configuration.process else {
            throw EngineError(.system, "the configuration of \(container.id) has no process")
        }
        process.args = options.command
        process.terminal = options.terminal
        process.consoleSize = options.terminalSize.map { ConsoleSize(height: UInt($0.rows), width: UInt($0.columns)) }
        if let directory = options.workingDirectory {
            guard directory.hasPrefix("/") else {
                throw EngineError(.invalid, "cwd must be an absolute path: \(directory) is not")
            }
            process.cwd = directory
        }
        var environment = process.env ?? []
        if options.terminal, !environment.contains(where: { $0.hasPrefix("TERM=") }) { environment.append("TERM=xterm") }
        if let text = options.user {
            let plan = try plan(container)
            let files = LayeredFiles(directories: plan.root.directory.map { [$0] } ?? [plan.root.upper] + plan.root.lowers)
            let user = try UserResolution.resolve(text, files: files)
            let groups = user.additionalGroups + (user.additionalGroups.contains(user.group) ? [] : [user.group])
            process.user = User(
                uid: user.user, gid: user.group, umask: process.user.umask, additionalGids: groups)
            environment = EnvironmentList.merge([environment, ["HOME=\(user.home)"]])
        }
        process.env = EnvironmentList.merge([environment, options.environment])
        if options.privileged {
            process.capabilities = LinuxCapabilities(
                bounding: host.capabilities, effective: host.capabilities, inheritable: [], permitted: host.capabilities,
                ambient: [])
            process.noNewPrivileges = false
        } else if options.user != nil {
            let bounding = process.capabilities?.bounding ?? []
            let explicit = try CapabilitySet.named(record(container).request.capabilitiesAdded, available: host.capabilities)
            let held = process.user.uid == 0 ? bounding : explicit
            process.capabilities = LinuxCapabilities(
                bounding: bounding, effective: held, inheritable: [], permitted: held,
                ambient: process.user.uid == 0 ? [] : explicit)
        }
        return process
    }
}

/// The one part of config.json that is asked for here.
private struct ConfiguredProcess: JSONReadable {
    var process: ProcessConfiguration?

    init(reading json: inout JSONReader) throws(JSONError) { process = try json.optional("process") }
}
