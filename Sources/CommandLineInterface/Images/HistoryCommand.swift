internal import OCISpecification
internal import CommandLineGrammar
internal import ContainerEngine
internal import GoTemplate
internal import ImageStorage
internal import JSONText
internal import Linux

/// `apus history`: how an image was made, the newest step first.
enum HistoryCommand {
    struct Options {
        var human = true
        var full = false
        var quiet = false
        var format: String?
        var platform = PlatformFlags()
    }

    static let command = Command<Globals>.verb("history", "Show how an image was made", heading: "Images") {
        Verb(
            usage: "IMAGE", operands: .exactly(1), completes: [.images],
            options: [
                .flag("human", short: "H", "Sizes and times for people", default: "true") { $0.human = $1 },
                .flag("no-trunc", "Print whole ids and commands") { $0.full = $1 },
                .flag("quiet", short: "q", "Print the ids only") { $0.quiet = $1 },
                FormatOption.row(short: nil, \.format),
                PlatformFlags.platformRow(\.platform, "Of an index show the image for this platform"),
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                try run(call.options, call.operands[0], try call.globals.engine())
                return 0
            }
        }
    }

    private static func run(_ options: Options, _ word: String, _ engine: Engine) throws(EngineError) {
        let platform = try options.platform.wanted()
        let found = try engine.findImage(word, platform: platform)
        let tags = try engine.imageRecord(found.id.description).tags
        let store = engine.images
        let lines = try stored { () throws(ImageStoreError) in try store.history(of: found.record, tags: tags) }
        if options.quiet, options.format == nil {
            for line in lines { Console.print(id(line, full: options.full)) }
            return
        }
        let output = RowOutput(
            verb: "history", table: "{{.ID}}\t{{.Created}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}",
            headers: ["ID": "ID", "CreatedBy": "CREATED BY", "CreatedSince": "CREATED", "CreatedAt": "CREATED AT"])
        let text = try output.text(options.format, lines.map { row($0, options) }) { .array(lines.map { json($0) }) }
        Console.write(text, to: 1)
    }

    private static func id(_ line: ImageHistoryLine, full: Bool) -> String {
        line.id.map { ShortID.text($0.hex, full: full) } ?? "<missing>"
    }

    static func row(_ line: ImageHistoryLine, _ options: Options) -> TemplateValue {
        let created = line.created ?? Timestamp(nanoseconds: 0)
        // A tab would start a new cell, a line break a new row.
        let command = line.createdBy.replacingBlanks()
        return .record(
            TemplateRecord(
                "images.historyReporter",
                [
                    .value("ID", .string(id(line, full: options.full))),
                    .value("Created", .string(options.human ? HumanTime.ago(created) : created.rfc3339)),
                    .value("CreatedSince", .string(HumanTime.ago(created))),
                    .value("CreatedAt", .string(HumanTime.goText(Timestamp(seconds: created.seconds)))),
                    .value("CreatedBy", .string(options.full ? command : ShortID.clipped(command, to: 45))),
                    .value("Size", .string(options.human ? ImageRow.size(line.size) : String(line.size))),
                    .value("Comment", .string(line.comment.replacingBlanks())),
                    .value("Tags", .strings(line.tags.map(\.description))),
                ]))
    }

    private static func json(_ line: ImageHistoryLine) -> JSONValue {
        var object = JSONObject()
        object["id"] = .string(line.id?.hex ?? "<missing>")
        object["created"] = .string((line.created ?? Timestamp(nanoseconds: 0)).rfc3339Nano)
        object["CreatedBy"] = .string(line.createdBy)
        if !line.tags.isEmpty { object["tags"] = JSONValue(line.tags.map(\.description)) }
        object["size"] = .integer(line.size)
        object["comment"] = .string(line.comment)
        return .object(object)
    }
}

extension String {
    /// With a blank for every tab and line break.
    fileprivate func replacingBlanks() -> String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\t" || $0 == "\n" || $0 == "\r" ? " " : $0 }))
    }
}
