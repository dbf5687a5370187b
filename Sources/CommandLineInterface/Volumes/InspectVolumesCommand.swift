internal import CommandLineGrammar
internal import ContainerEngine

/// `apus volume inspect`: everything about volumes.
enum InspectVolumesCommand {
    struct Options {
        var all = false
        var format: String?
    }

    static let command = Command<Globals>.verb("inspect", "Show everything about volumes") {
        Verb(
            usage: "VOLUME [VOLUME...]", operands: .any, completes: [.volumes],
            options: [
                .flag("all", short: "a", "Show all volumes") { $0.all = $1 }, FormatOption.row(\.format),
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                guard call.options.all != !call.operands.isEmpty else {
                    throw EngineError(.invalid, "provide one or more volume names or use --all")
                }
                let engine = try call.globals.engine()
                let words = call.options.all ? try engine.volumes.names() : call.operands
                return try InspectedObjects.print(
                    words, format: call.options.format, verb: "volume inspect", missing: { "no such volume \($0)" }
                ) { (word) throws(EngineError) in try VolumeInspection.documents(word, engine) }
            }
        }
    }
}
