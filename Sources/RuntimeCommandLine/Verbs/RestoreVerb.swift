internal import CommandLineGrammar
internal import ContainerRuntime
internal import Linux
internal import OCISpecification

enum RestoreVerb {
    struct Options: Sendable {
        var bundle = BundleOptions()
        var checkpoint = CheckpointOptions()
    }

    static func verb() -> Verb<RuntimeOptions> {
        Verb(
            usage: "CONTAINER",
            description: "Makes a container again from a checkpoint, with the rights that the bundle's config.json gives.",
            examples: ["apus-runtime restore --bundle /containers/web --image-path /backup/web --detach web"],
            operands: .exactly(1), options: CheckpointRows.rows(\.checkpoint) + own, initial: Options()
        ) { (call) throws(UsageError) in
            reporting(call.globals) { () throws(RuntimeError) in
                try restore(call.operands[0], call.options, call.globals)
            }
        }
    }

    private static var own: [OptionRow<Options>] {
        [
            .string("bundle", short: "b", "DIR", "Directory with config.json", default: ".", completes: .directories) {
                $0.bundle.bundle = $1
            },
            .string("console-socket", "SOCKET", "Socket that gets the master of the terminal", completes: .files) {
                $0.bundle.consoleSocket = $1
            },
            .string("pid-file", "FILE", "Write the number of the first process here", completes: .files) { $0.bundle.pidFile = $1 },
            .flag("detach", short: "d", "Do not wait for the end of the program") { $0.bundle.detach = $1 },
            .flag("tcp-close", "Restore TCP connections as closed ones") { $0.checkpoint.closesConnections = $1 },
            .string("lsm-profile", "TYPE:NAME", "Profile of a security module, such as apparmor:web") {
                $0.checkpoint.securityProfile = $1.isEmpty ? nil : $1
            },
            .string("lsm-mount-context", "CONTEXT", "SELinux context of the container's file systems") {
                $0.checkpoint.mountContext = $1.isEmpty ? nil : $1
            },
            .flag("no-subreaper", "Accepted for compatibility", hidden: true) { (_, _) in },
            .flag("no-pivot", "Accepted for compatibility: criu enters the root", hidden: true) { (_, _) in },
        ]
    }

    private static func restore(_ id: String, _ options: Options, _ globals: RuntimeOptions) throws(RuntimeError) -> Int32 {
        let request = try ContainerSource(id, options.bundle, globals).request()
        let detach = options.bundle.detach
        if request.configuration.process?.terminal == true && detach && options.bundle.consoleSocket == nil {
            throw RuntimeError(
                .invalidConfiguration, doing: "restore container", subject: id,
                cause: "process.terminal with --detach needs --console-socket")
        }
        var checkpoint = options.checkpoint
        if checkpoint.images.isEmpty { checkpoint.images = CheckpointOptions().images }
        let signals = detach ? nil : try ForegroundSignals()
        let directory = try globals.directory(id)
        let claim = try directory.make()
        do throws(RuntimeError) {
            var restore = try Restore.begin(request, from: checkpoint, in: directory)
            try claim.finish()
            do throws(RuntimeError) {
                if let socket = options.bundle.consoleSocket, let terminal = restore.takeTerminal() {
                    try Completion.send(terminal, to: socket)
                }
                try Completion.writeProcessNumber(restore.pid, to: options.bundle.pidFile)
                guard let signals else { return 0 }
                let status = try Foreground.wait(restore.pidfd, terminal: restore.takeTerminal(), signals: signals)
                try ContainerDelete.delete(directory, force: true)
                return status
            } catch {
                // The first failure is the one to report.
                _ = try? ContainerDelete.delete(directory, force: true)
                throw error
            }
        } catch {
            _ = try? directory.remove()
            throw error
        }
    }
}
