internal import CommandLineGrammar
internal import ContainerEngine

/// `apus volume rm`: removes volumes.
enum RemoveVolumesCommand {
    struct Options {
        var all = false
        var force = false
        var timeout: Int?
    }

    static let command = Command<Globals>.verb("rm", aliases: ["remove"], "Remove volumes") {
        Verb(
            usage: "VOLUME [VOLUME...]",
            description: "The exit code is 1 when a volume is not there and 2 when containers use one.", operands: .any,
            completes: [.volumes],
            options: [
                .flag("all", short: "a", "Remove all volumes") { $0.all = $1 },
                .flag("force", short: "f", "Remove the containers that use it too") { $0.force = $1 },
                .integer(
                    "time", short: "t", "seconds",
                    "With --force: how long a container may take to end before it is killed",
                    aliases: ["timeout"], default: "10"
                ) { $0.timeout = Int(clamping: $1) },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                guard call.options.all != !call.operands.isEmpty else {
                    throw EngineError(.invalid, "choose either one or more volumes or all")
                }
                if call.options.timeout != nil, !call.options.force {
                    throw EngineError(.invalid, "--force option must be specified to use the --time option")
                }
                return try run(call.options, call.operands, try call.globals.engine())
            }
        }
    }

    private static func run(_ options: Options, _ operands: [String], _ engine: Engine) throws(EngineError) -> Int32 {
        var code: Int32 = 0
        for word in options.all ? try engine.volumes.names() : operands {
            do throws(EngineError) {
                Console.print(try engine.removeVolume(word, force: options.force, timeout: options.timeout ?? 10))
            } catch {
                switch error.code {
                case .notFound:
                    if options.force { continue }
                    code = max(code, 1)
                case .conflict: code = max(code, 2)
                default: code = 125
                }
                Console.complain("Error: \(error.message)")
            }
        }
        return code
    }
}
