internal import ContainerRuntime
internal import ContainerState
internal import Linux
internal import OCISpecification

/// `apus-runtime session`: the second half of `apus exec`, which replaces itself by it. Reads its own arguments.
enum SessionVerb {
    static func run(_ arguments: [String]) -> Int32 {
        do throws(RuntimeError) { return try serve(Options(arguments)) } catch {
            StandardOutput.write("Error: \(error)\n", to: 2)
            return error.exitStatus == 1 ? 125 : error.exitStatus
        }
    }

    private struct Options {
        var root = ""
        var runRoot = ""
        var process = ""
        var id = ""
        var detach = false
        var input = true
        var preserved = 0
        var detachKeys: [UInt8] = []

        init(_ arguments: [String]) throws(RuntimeError) {
            var at = 0
            func value() throws(RuntimeError) -> String {
                guard at + 1 < arguments.count else {
                    throw RuntimeError(
                        .invalidConfiguration, doing: "read the arguments of session",
                        cause: "\(arguments[at]) needs a value")
                }
                at += 1
                return arguments[at]
            }
            while at < arguments.count {
                switch arguments[at] {
                case "--root": root = try value()
                case "--runroot": runRoot = try value()
                case "--process": process = try value()
                case "--preserve-fds": preserved = Int(try value()) ?? 0
                case "--detach-keys": detachKeys = try value().split(separator: ",").compactMap { UInt8($0) }
                case "--detach": detach = true
                case "--no-stdin": input = false
                default: id = arguments[at]
                }
                at += 1
            }
            guard ContainerLookup.isID(id), !root.isEmpty, !runRoot.isEmpty else {
                throw RuntimeError(
                    .invalidConfiguration, doing: "read the arguments of session",
                    cause: "this verb is used by `apus exec` only")
            }
        }
    }

    private static func serve(_ options: Options) throws(RuntimeError) -> Int32 {
        let container = StateLocations(root: options.root, runRoot: options.runRoot).container(options.id)
        let state: RunState?
        let plan: LaunchPlan?
        do throws(StateError) {
            state = try RecordFile.read(RunState.self, from: container.state)
            plan = try RecordFile.read(LaunchPlan.self, from: container.plan)
        } catch {
            throw RuntimeError(.wrongState, doing: "exec in container", subject: options.id, cause: error.message)
        }
        let record = RuntimeRecord(
            id: options.id, pid: state?.pid ?? 0, processStart: state?.processStart ?? 0, bootID: state?.bootID ?? "",
            bundle: container.path, rootfs: "", created: "", owner: "", annotations: [:],
            cgroupPath: plan?.cgroupPath ?? "", hasLaterHooks: false)
        guard let living = try LivingContainer(record) else {
            throw RuntimeError(
                .wrongState, doing: "exec in container", subject: options.id, cause: "container not running")
        }
        if try RecordedGroups.isFrozen(record.cgroupPath) {
            throw RuntimeError(
                .wrongState, doing: "exec in container", subject: options.id, cause: "it is paused: unpause it first")
        }
        let process = try ConfigurationFile.readProcess(options.process)
        // A user without delegated control groups has containers without one: then there is none to enter.
        let tolerates = plan?.toleratesMissingCgroup ?? false
        let hasGroup = !record.cgroupPath.isEmpty && (!tolerates || RecordedGroups.isEntered(record.cgroupPath, by: living.pid))
        if hasGroup && tolerates { try RecordedGroups.prepareToEnter(record.cgroupPath) }
        var request = ExecRequest(
            container: living, process: process, streams: try streams(options, process),
            cgroup: CgroupRequest(
                path: record.cgroupPath, manager: hasGroup ? .cgroupfs : .disabled,
                toleratesFailure: plan?.toleratesMissingCgroup ?? false))
        request.preservedDescriptors = options.preserved
        do throws(SystemCallError) { request.filter = try readFile(container.seccompFilter, limit: 1 << 20) } catch {
            if error.errno != .noEntry {
                throw RuntimeError(doing: "read the seccomp filter of container", subject: options.id, cause: error)
            }
        }
        try request.followFilter(of: "\(container.path)/config.json", record)
        let signals = options.detach ? nil : try ForegroundSignals()
        var execution = try Execution.begin(request)
        guard let signals else {
            if let terminal = execution.takeTerminal() { try TerminalHolder.leave(with: terminal) }
            return 0
        }
        return try Foreground.wait(
            execution.pidfd, terminal: execution.takeTerminal(), signals: signals, detachKeys: options.detachKeys,
            readsInput: options.input)
    }

    /// The caller's own streams; `/dev/null` for what it does not give.
    private static func streams(_ options: Options, _ process: ProcessConfiguration) throws(RuntimeError)
        -> StandardStreams
    {
        if process.terminal == true { return StandardStreams() }
        do throws(SystemCallError) {
            if options.detach {
                return StandardStreams(
                    input: try open("/dev/null"), output: try open("/dev/null", .readWrite),
                    error: try open("/dev/null", .readWrite))
            }
            if options.input { return StandardStreams() }
            return StandardStreams(input: try open("/dev/null"), output: nil, error: nil)
        } catch { throw RuntimeError(doing: "open", subject: "/dev/null", cause: error) }
    }
}

/// Keeps a terminal open that its user has left, and takes what is written to it, until the program closes it.
enum TerminalHolder {
    static func leave(with terminal: consuming Descriptor) throws(RuntimeError) {
        do throws(SystemCallError) {
            guard case .child = try cloneProcess() else { return }
            _ = try? CurrentProcess.startSession()  // a child is no leader: this cannot fail
            let null = try open("/dev/null", .readWrite)
            for number: CInt in 0...2 { try placeDescriptor(null.number, at: number) }
            while let bytes = try? terminal.read(upTo: 65536), !bytes.isEmpty {}
            CurrentProcess.exit(0)
        } catch { throw RuntimeError(doing: "leave the terminal", cause: error) }
    }
}
