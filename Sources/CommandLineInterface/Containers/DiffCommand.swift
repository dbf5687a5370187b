internal import CommandLineGrammar
internal import ContainerEngine
internal import ContainerState
internal import GoTemplate
internal import JSONText

/// `apus diff`: what a container has changed in its file system.
enum DiffCommand {
    struct Options {
        var latest = false
        var format: String?
    }

    static let command = Command<Globals>.verb(
        "diff", "Show what a container has changed in its file system", heading: "Containers"
    ) {
        Verb(
            usage: "CONTAINER",
            description:
                "Prints a line for each path that is different from the image: A for added, C for changed, D for deleted.",
            operands: .atMost(2), completes: [.containers],
            options: [
                FormatOption.row(short: nil, \.format, "Print as \"json\""),
                .flag("latest", short: "l", "The container made last") { $0.latest = $1 },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                guard call.operands.count < 2 else {
                    throw EngineError(
                        .unsupported,
                        "to compare two containers is not there yet: name one, it is compared with its image")
                }
                if let format = call.options.format, OutputFormat(format).kind != .json {
                    throw EngineError(.invalid, "only supported value for '--format' is 'json'")
                }
                let engine = try call.globals.engine()
                guard !call.operands.isEmpty || call.options.latest else {
                    throw EngineError(.invalid, "container must be specified: apus diff [options] CONTAINER")
                }
                var selection = ContainerSelection()
                selection.latest = call.options.latest
                let word = try selection.words(call.operands, engine)[0]
                let changes = try engine.changes(try engine.find(word))
                if call.options.format == nil {
                    Console.write(changes.map { "\($0.kind.rawValue) \($0.path)\n" }.joined(), to: 1)
                } else {
                    Console.write(try JSONOutput.pretty(document(changes), spaces: 5), to: 1)
                }
                return 0
            }
        }
    }

    static func document(_ changes: [FileChange]) -> JSONValue {
        var result: JSONObject = [:]
        for (key, kind) in [("changed", FileChange.Kind.changed), ("added", .added), ("deleted", .deleted)] {
            let paths = changes.filter { $0.kind == kind }.map(\.path)
            if !paths.isEmpty { result[key] = JSONValue(paths) }
        }
        return .object(result)
    }
}
