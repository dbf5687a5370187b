internal import CommandLineGrammar
internal import ContainerEngine
internal import ContainerState
internal import JSONText

/// `inspect`: everything that is known of an object.
enum InspectCommand {
    struct Options {
        var format: String?
        var size = false
        var latest = false
        var type = "all"
        var place = PlaceInspectCommand.Options()
    }

    /// A kind of object: its document for a name, or nil when there is none of that name.
    struct Kind: Sendable {
        var type: String
        var document: @Sendable (String, Engine, _ sizes: Bool) throws(EngineError) -> JSONValue?
    }

    static let container = Command<Globals>.verb("inspect", "Show everything that is known of containers") {
        Verb(
            usage: "CONTAINER [CONTAINER...]", operands: .any, completes: [.containers],
            options: rows, initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                try run(call.operands, call.options, call.globals, kinds: [containers], what: "container")
            }
        }
    }

    static let containers = Kind(type: "container") { (word, engine, sizes) throws(EngineError) in
        let container: ContainerDirectory
        do throws(EngineError) { container = try engine.find(word) } catch {
            if error.code == .notFound { return nil }
            throw error
        }
        return try ContainerInspection(container, engine: engine).document(sizes: sizes)
    }

    static var rows: [OptionRow<Options>] {
        [
            FormatOption.row(\.format),
            .flag("size", short: "s", "Add how much containers take on disk") { $0.size = $1 },
            .flag("latest", short: "l", "The container made last") { $0.latest = $1 },
        ]
    }

    /// Prints what was found, then complains about the rest.
    static func run(
        _ operands: [String], _ options: Options, _ globals: Globals, kinds: [Kind], what: String
    ) throws(EngineError) -> Int32 {
        if options.latest, !operands.isEmpty {
            throw EngineError(.invalid, "--latest and arguments cannot be used together")
        }
        guard options.latest || !operands.isEmpty else { throw EngineError(.invalid, "no names or ids specified") }
        let engine = try globals.engine()
        var words = operands
        if options.latest {
            var selection = ContainerSelection()
            selection.latest = true
            words = try selection.words([], engine)
        }
        var documents: [JSONValue] = []
        var errors: [String] = []
        for word in words {
            do throws(EngineError) {
                if let found = try find(word, engine, options, kinds) {
                    documents.append(found)
                } else {
                    errors.append(
                        "inspecting object: no such \(what)\(what == "object" ? ":" : "") \(what == "object" ? "\"\(word)\"" : word)"
                    )
                }
            } catch { errors.append(error.message) }
        }
        // A template over nothing prints nothing; JSON is an empty list then.
        if !documents.isEmpty || options.format == nil || options.format == "json" {
            Console.write(try InspectOutput.text(documents, format: options.format), to: 1)
        }
        for error in errors { Console.complain("Error: \(error)") }
        return errors.isEmpty ? 0 : 125
    }

    private static func find(
        _ word: String, _ engine: Engine, _ options: Options, _ kinds: [Kind]
    ) throws(EngineError) -> JSONValue? {
        for kind in kinds { if let found = try kind.document(word, engine, options.size) { return found } }
        return nil
    }
}
