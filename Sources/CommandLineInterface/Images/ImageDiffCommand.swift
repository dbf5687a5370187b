internal import CommandLineGrammar
internal import ContainerEngine
internal import GoTemplate

/// `apus image diff`: what is different in an image.
enum ImageDiffCommand {
    struct Options {
        var format: String?
    }

    static let command = Command<Globals>.verb("diff", "Show what an image changes") {
        Verb(
            usage: "IMAGE [BASE]",
            description: """
                Prints a line for each path that the topmost layer of the image changes, or that is different from another image: A for \
                added, C for changed, D for deleted.
                """,
            operands: .between(1, 2), completes: [.images, .images],
            options: [FormatOption.row(short: nil, \.format, "Print as \"json\"")], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                if let format = call.options.format, OutputFormat(format).kind != .json {
                    throw EngineError(.invalid, "only supported value for '--format' is 'json'")
                }
                let changes = try call.globals.engine().imageChanges(
                    call.operands[0], since: call.operands.count > 1 ? call.operands[1] : nil)
                if call.options.format == nil {
                    Console.write(changes.map { "\($0.kind.rawValue) \($0.path)\n" }.joined(), to: 1)
                } else {
                    Console.write(try JSONOutput.pretty(DiffCommand.document(changes), spaces: 5), to: 1)
                }
                return 0
            }
        }
    }
}
