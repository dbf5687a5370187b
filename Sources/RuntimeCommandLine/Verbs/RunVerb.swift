internal import CommandLineGrammar
internal import ContainerRuntime
internal import Linux
internal import OCISpecification

enum RunVerb {
    static func verb() -> Verb<RuntimeOptions> {
        Verb(
            usage: "CONTAINER",
            description: "Makes a container of the bundle, runs its program, and removes the container when it ends.",
            examples: ["apus-runtime run --bundle /containers/job job"], operands: .exactly(1),
            options: BundleOptions.rows() + [
                .flag("detach", short: "d", "Do not wait for the end of the program") { $0.detach = $1 },
                .flag("keep", "Do not remove the container when it ends") { $0.keep = $1 },
            ], initial: BundleOptions()
        ) { (call) throws(UsageError) in
            reporting(call.globals) { () throws(RuntimeError) in
                try run(call.operands[0], call.options, call.globals)
            }
        }
    }

    private static func run(
        _ id: String, _ options: BundleOptions, _ globals: RuntimeOptions
    ) throws(RuntimeError) -> Int32 {
        let source = try ContainerSource(id, options, globals)
        let hasTerminal = source.bundle.configuration.process?.terminal == true
        if hasTerminal && options.detach && options.consoleSocket == nil {
            throw RuntimeError(
                .invalidConfiguration, doing: "run container", subject: id,
                cause: "process.terminal with --detach needs --console-socket")
        }
        let signals = options.detach ? nil : try ForegroundSignals()
        let directory = source.container.directory
        let claim = try directory.make()
        do throws(RuntimeError) {
            let request = try source.request()
            let relay = try ReadinessRelay.listen(directory)
            var launch = try Launch.begin(request) { () throws(RuntimeError) in
                try directory.keepConfiguration(of: source.bundle)
            }
            try Completion.finish(&launch, source)
            let terminal = launch.takeTerminal()
            try launch.start()
            try claim.finish()
            if let relay { pass(relay, launch.pidfd, options, globals) }
            guard let signals else { return 0 }
            let status: Int32
            do throws(RuntimeError) { status = try Foreground.wait(launch.pidfd, terminal: terminal, signals: signals) } catch {
                launch.abandon()
                throw error
            }
            if options.keep { return status }
            do throws(RuntimeError) { try launch.finish() } catch {
                // The program's own status is what was asked for. The record stays: by it `delete --force` finds what is left.
                globals.errorLog.report(error)
                return status
            }
            try directory.remove()
            return status
        } catch {
            // The first failure is the one to report.
            _ = try? directory.remove()
            throw error
        }
    }

    /// The program runs by now: that a service manager does not hear of it is told, and ends nothing.
    private static func pass(
        _ relay: consuming ReadinessRelay, _ process: borrowing Descriptor, _ options: BundleOptions, _ globals: RuntimeOptions
    ) {
        do throws(RuntimeError) {
            if options.detach { try relay.wait(process) } else { try relay.waitAside(process) }
        } catch { globals.errorLog.report(error) }
    }
}
