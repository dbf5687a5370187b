internal import Linux
public import OCISpecification

/// The hooks of a container (OCI runtime specification, "POSIX-platform Hooks").
public struct HookPlan: Sendable {
    public enum Moment: String, Sendable {
        /// In the runtime's namespaces, the container made but not yet entered. `prestart` is its old name.
        case prestart, createRuntime
        /// In the container's namespaces, before its root is entered.
        case createContainer
        /// In the container, just before its program.
        case startContainer
        case poststart, poststop
    }

    private let hooks: Hooks?
    /// Files that what hooks write is added to, instead of being kept for error messages.
    private let outputFile: String?
    private let errorFile: String?

    public init(_ configuration: borrowing RuntimeConfiguration) throws(RuntimeError) {
        hooks = configuration.hooks
        // As crun names them.
        outputFile = configuration.annotations?["run.oci.hooks.stdout"]
        errorFile = configuration.annotations?["run.oci.hooks.stderr"]
        for moment in [Moment.prestart, .createRuntime, .createContainer, .startContainer, .poststart, .poststop] {
            for hook in list(moment) {
                guard hook.path.hasPrefix("/") else {
                    throw .invalid("hooks.\(moment.rawValue)", "\"\(hook.path)\" is not an absolute path")
                }
                if let timeout = hook.timeout, timeout <= 0 {
                    throw .invalid("hooks.\(moment.rawValue)", "timeout has to be more than 0 seconds")
                }
            }
        }
    }

    public func contains(_ moment: Moment) -> Bool { !list(moment).isEmpty }
    var runsOutside: Bool { contains(.prestart) || contains(.createRuntime) }

    /// Runs the hooks of one moment in their order; the first that fails ends it.
    public func run(_ moment: Moment, state: @autoclosure () -> [UInt8]) throws(RuntimeError) {
        let hooks = list(moment)
        if hooks.isEmpty { return }
        let input = state()
        for index in hooks.indices { try run(moment, index, hooks[index], input) }
    }

    /// Runs the hooks of a moment that nothing can stop any more: one that fails is a warning, and the next one follows.
    public func runAll(_ moment: Moment, state: @autoclosure () -> [UInt8]) {
        let hooks = list(moment)
        if hooks.isEmpty { return }
        let input = state()
        for index in hooks.indices {
            do throws(RuntimeError) { try run(moment, index, hooks[index], input) } catch {
                RuntimeWarnings.add("\(error)")
            }
        }
    }

    private func run(_ moment: Moment, _ index: Int, _ hook: Hook, _ input: [UInt8]) throws(RuntimeError) {
        // Without variables of its own it has ours, as with runc and crun; but nothing of ours goes into the container.
        let environment = hook.env ?? (moment == .startContainer ? [] : currentEnvironment())
        let outcome = try ChildProgram.run(
            hook.path, arguments: hook.args ?? [hook.path], environment: environment, input: input,
            seconds: hook.timeout, outputFile: outputFile, errorFile: errorFile)
        if outcome.timedOut {
            throw failure(moment, index, hook.path, "it was killed after \(hook.timeout ?? 0) seconds")
        }
        guard outcome.end != .exited(0) else { return }
        let end =
            switch outcome.end {
            case .exited(let code): "it ended with \(code)"
            case .signalled(let signal): "it was killed by signal \(signal)"
            }
        throw failure(moment, index, hook.path, outcome.output.isEmpty ? end : "\(end): \(outcome.output)")
    }

    private func failure(_ moment: Moment, _ index: Int, _ path: String, _ cause: String) -> RuntimeError {
        RuntimeError(.hookFailed, doing: "run hook \(moment.rawValue)[\(index)]", subject: path, cause: cause)
    }

    private func list(_ moment: Moment) -> [Hook] {
        switch moment {
        case .prestart: hooks?.prestart ?? []
        case .createRuntime: hooks?.createRuntime ?? []
        case .createContainer: hooks?.createContainer ?? []
        case .startContainer: hooks?.startContainer ?? []
        case .poststart: hooks?.poststart ?? []
        case .poststop: hooks?.poststop ?? []
        }
    }
}
