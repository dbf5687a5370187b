internal import CommandLineGrammar
internal import ContainerEngine
internal import OCISpecification

/// `apus image inspect`: everything about images.
enum ImageInspectCommand {
    struct Options {
        var format: String?
        var platform: Platform?
    }

    static let command = Command<Globals>.verb("inspect", "Show everything about images") {
        Verb(
            usage: "IMAGE [IMAGE...]", examples: ["apus image inspect --format '{{.Config.Cmd}}' debian"],
            operands: .any, completes: [.images],
            options: [
                FormatOption.row(\.format),
                .value("platform", "os/arch[/variant]", "Show the image of this platform, where it has several") {
                    (options, text) throws(UsageError) in
                    do throws(PlatformError) { options.platform = try Platform(parsing: text) } catch {
                        throw .invalidValue("\(error)")
                    }
                },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                guard !call.operands.isEmpty else { throw EngineError(.invalid, "no names or ids specified") }
                let engine = try call.globals.engine()
                return try InspectedObjects.print(
                    call.operands, format: call.options.format, verb: "image inspect",
                    missing: { "\($0): image not known" }
                ) { (word) throws(EngineError) in
                    try ImageInspection.documents(word, engine, platform: call.options.platform)
                }
            }
        }
    }
}
