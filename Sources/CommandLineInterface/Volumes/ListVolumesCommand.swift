internal import CommandLineGrammar
internal import ContainerEngine
internal import GoTemplate
internal import JSONText
internal import Linux

/// `apus volume ls`: lists volumes.
enum ListVolumesCommand {
    struct Options {
        var quiet = false
        var showsHeading = true
        var filters = FilterWords()
        var format: String?
    }

    static let command = Command<Globals>.verb("ls", aliases: ["list"], "List volumes") {
        Verb(
            options: [
                .flag("quiet", short: "q", "Print the names only") { $0.quiet = $1 },
                .flag("noheading", short: "n", "Print no column headings") { $0.showsHeading = !$1 },
                FilterWords.row(
                    \.filters, "Show those that fit: name, label, dangling, driver, since, until, anonymous"),
                FormatOption.row(short: nil, \.format),
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                try run(call.options, try call.globals.engine())
                return 0
            }
        }
    }

    private static func run(_ options: Options, _ engine: Engine) throws(EngineError) {
        // Who uses what is asked only when somebody wants to know: it reads every container's record.
        let users = options.filters.values["dangling"] != nil ? try engine.volumeUsers() : [:]
        let filter = try VolumeFilter(options.filters, engine, users: users)
        var volumes: [ListedVolume] = []
        for volume in try engine.volumes.all() where try filter.matches(volume) { volumes.append(volume) }
        if options.quiet, options.format == nil {
            for volume in volumes { Console.print(volume.name) }
            return
        }
        // A list without rows has no heading either, as with podman.
        if volumes.isEmpty, options.format == nil { return }
        let output = RowOutput(
            verb: "volume ls", table: "{{.Driver}}\t{{.Name}}", headers: ["Driver": "DRIVER", "Name": "VOLUME NAME"],
            showsHeading: options.showsHeading)
        var documents: [JSONValue] = []
        if options.format == "json" {
            let running = try VolumeInspection.runningUsers(engine)
            for volume in volumes {
                documents.append(try VolumeInspection.document(volume, engine, running: running[volume.name] ?? 0))
            }
        }
        Console.write(try output.text(options.format, volumes.map(row)) { .array(documents) }, to: 1)
    }

    static func row(_ volume: ListedVolume) -> TemplateValue {
        func map(_ texts: [String: String]) -> TemplateValue {
            .map(TemplateMap(texts.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
        }
        return .record(
            "volumes.VolumeListReport",
            [
                ("Name", .string(volume.name)), ("Driver", "local"), ("Mountpoint", .string(volume.path)),
                ("CreatedAt", .string(HumanTime.goText(volume.created))), ("Labels", map(volume.labels)),
                ("Scope", "local"),
                ("Options", map(volume.options)), ("Anonymous", .bool(volume.isAnonymous)),
                // What docker and podman have besides, and no volume of ours does.
                ("UID", .int(0)), ("GID", .int(0)), ("LockNumber", .int(0)), ("NeedsChown", .bool(false)),
                ("Status", map([:])), ("StorageID", ""), ("Timeout", .int(0)), ("Availability", "N/A"), ("Group", "N/A"),
            ])
    }
}
