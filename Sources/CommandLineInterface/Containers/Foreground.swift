internal import ContainerEngine
internal import ContainerState
internal import Linux

/// A command that stays with a container until it ends or the user leaves.
enum Foreground {
    /// Serves the user and answers the exit code for the command. `removed`: the container is gone when it ends.
    static func serve(
        _ client: consuming MonitorClient, _ container: ContainerDirectory, _ engine: Engine,
        _ options: AttachedSession.Options, removed: Bool
    ) throws(EngineError) -> Int32 {
        var session = try session(client, options)
        while true {
            switch try session.run() {
            case .exited(let code): return try exitCode(code)
            case .detached:
                return 0
            case .lost:
                if let failure = session.failure { throw EngineError(failure: failure.code, failure.message) }
                // The worker was killed: its successor takes up where it was.
                switch try engine.liveness(container) {
                case .running, .starting:
                    let next = try engine.attach(container, hello: .hello(output: options.output, input: options.input))
                    session = try Foreground.session(next, options)
                case .exited(let record): return try exitCode(record?.code)
                case .created:
                    throw EngineError(
                        .system, "the monitor of \(container.id) ended before it told how the container did")
                }
            }
        }
    }

    private static func session(
        _ client: consuming MonitorClient, _ options: AttachedSession.Options
    ) throws(EngineError) -> AttachedSession {
        do throws(SystemCallError) { return try AttachedSession(client, options: options) } catch {
            throw EngineError("preparing to talk to the container", error)
        }
    }

    private static func exitCode(_ code: Int32?) throws(EngineError) -> Int32 {
        guard let code else {
            throw EngineError(
                .system, "the container has ended, and nobody could see with which exit code: its monitor was killed")
        }
        return code
    }
}
