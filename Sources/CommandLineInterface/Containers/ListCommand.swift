internal import CommandLineGrammar
internal import ContainerEngine
internal import ContainerState
internal import GoTemplate
internal import JSONText
internal import Linux

/// `apus ps`: the containers and what they do.
enum ListCommand {
    struct Options {
        var all = false
        var filters = FilterWords()
        var format: String?
        var last: Int?
        var latest = false
        var noTruncation = false
        var quiet = false
        var size = false
        var sort = "created"
        var noHeading = false
        var namespaces = false
        var pods = false
        var watch: UInt64 = 0
    }

    private static let orders = ["command", "created", "id", "image", "names", "runningfor", "size", "status"]

    static let ps = Command<Globals>.verb("ps", "List containers", heading: "Containers") {
        Verb(
            description: "Lists the running containers, or with --all those that ended or never ran too.",
            examples: ["apus ps -a", "apus ps --filter label=tier=web --format '{{.Names}}\\t{{.Status}}'"],
            operands: .none, options: rows, initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                let options = call.options
                if options.latest, call.isGiven("last") {
                    throw EngineError(.invalid, "--last and --latest are mutually exclusive")
                }
                if options.quiet, options.namespaces {
                    throw EngineError(.invalid, "quiet and namespace are mutually exclusive")
                }
                while true {
                    let text = try text(options, engine)
                    if options.watch > 0 { Console.write("\u{1b}[2J\u{1b}[H", to: 1) }  // ECMA-48: ED, CUP
                    Console.write(text, to: 1)
                    if options.watch == 0 { return 0 }
                    pause(nanoseconds: Int64(min(options.watch, 86400)) * 1_000_000_000)
                }
            }
        }
    }

    private static var rows: [OptionRow<Options>] {
        [
            .flag("all", short: "a", "Also those that do not run") { $0.all = $1 },
            FilterWords.row(
                \.filters,
                "Only those with: ancestor, before, command, exited, expose, health, id, label, label!, name, network, "
                    + "restart-policy, since, status, until, volume"),
            FormatOption.row(short: nil, \.format),
            .integer("last", short: "n", "count", "The so many made last, whatever they do", default: "-1") {
                $0.last = Int(clamping: $1)
            },
            .flag("latest", short: "l", "The one made last, whatever it does") { $0.latest = $1 },
            .flag("no-trunc", "Show whole ids and commands") { $0.noTruncation = $1 },
            .flag("quiet", short: "q", "Only ids") { $0.quiet = $1 },
            .flag("size", short: "s", "Show how much they take on disk") { $0.size = $1 },
            .value(
                "sort", "order", "Sort by \(orders.joined(separator: ", "))", default: "created",
                completes: .values(orders)
            ) {
                (options, text) throws(UsageError) in
                guard orders.contains(text) else {
                    throw .invalidValue(
                        "\"\(text)\" is not a valid value.  Choose from: \"\(orders.joined(separator: ", "))\"")
                }
                options.sort = text
            },
            .flag("noheading", "Leave the headings out") { $0.noHeading = $1 },
            .flag("ns", "Show the namespaces", aliases: ["namespace"]) { $0.namespaces = $1 },
            .flag("pod", short: "p", "Show the pods they belong to") { $0.pods = $1 },
            .unsigned("watch", short: "w", "seconds", "Show the list again every so many seconds") { $0.watch = $1 },
            .flag("external", "Accepted for scripts: no other program keeps containers here", hidden: true) { _, _ in },
            .flag("sync", "Accepted for scripts: the state is always read from where it is", hidden: true) { _, _ in },
        ]
    }

    /// The rows that the options ask for, in their order.
    static func select(_ options: Options, _ engine: Engine) throws(EngineError) -> [ContainerRow] {
        let filters = options.filters.isEmpty ? nil : try ContainerFilters(options.filters, engine)
        let last = options.latest ? 1 : options.last.flatMap { $0 >= 0 ? $0 : nil }
        // Newest first
        var listed = try engine.list(
            all: options.all || last != nil || filters?.meansAll == true, damaged: Console.warn)
        if let filters {
            var kept: [ListedContainer] = []
            for container in listed where try filters.matches(container) { kept.append(container) }
            listed = kept
        }
        if let last { listed = Array(listed.prefix(last)) }
        let now = Timestamp.now
        var rows = listed.reversed().map { ContainerRow($0, engine: engine, full: options.noTruncation, now: now) }
        try sort(&rows, by: options.sort)
        return rows
    }

    private static func sort(_ rows: inout [ContainerRow], by order: String) throws(EngineError) {
        func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
        switch order {
        case "command": rows.sort { precedes($0.summary.command, $1.summary.command) }
        case "id": rows.sort { precedes($0.summary.id, $1.summary.id) }
        case "image": rows.sort { precedes($0.summary.image, $1.summary.image) }
        case "names": rows.sort { precedes($0.summary.name, $1.summary.name) }
        case "status": rows.sort { precedes($0.listed.state, $1.listed.state) }
        case "runningfor":
            func start(_ row: ContainerRow) -> Timestamp {
                row.run?.startedAt ?? row.exit?.startedAt ?? Timestamp(seconds: 0)
            }
            rows.sort { start($0) < start($1) }
        case "size":
            var sizes: [String: Int64] = [:]
            for row in rows { sizes[row.summary.id] = try row.sizes().total }
            rows.sort { sizes[$0.summary.id] ?? 0 < sizes[$1.summary.id] ?? 0 }
        default: break
        }
    }

    /// Headings that do not follow from the name of the field.
    static let headers = [
        "ID": "CONTAINER ID", "Created": "CREATED", "CreatedHuman": "CREATED", "RunningFor": "CREATED",
        "CreatedAt": "CREATED AT",
        "Pod": "POD ID", "PodName": "PODNAME", "CGROUPNS": "CGROUPNS", "PIDNS": "PIDNS", "USERNS": "USERNS",
        "Pid": "PID",
        "LocalVolumes": "LOCAL VOLUMES", "ImageID": "IMAGE ID", "StartedAt": "STARTED AT", "ExitedAt": "EXITED AT",
        "ExitCode": "EXIT CODE", "IsInfra": "IS INFRA", "CIDFile": "CID FILE", "Label": "LABEL",
    ]

    static func text(_ options: Options, _ engine: Engine) throws(EngineError) -> String {
        let rows = try select(options, engine)
        if options.quiet, options.format == nil { return rows.map { $0.id + "\n" }.joined() }
        var output = RowOutput(verb: "ps", table: "", headers: headers)
        output.showsHeading = !options.noHeading
        if options.namespaces, options.format == nil {
            output.table =
                "{{.ID}}\t{{.Names}}\t{{.Pid}}\t{{.CGROUPNS}}\t{{.IPC}}\t{{.MNT}}\t{{.NET}}\t{{.PIDNS}}\t{{.USERNS}}\t{{.UTS}}"
            return try output.text(nil, rows.map(\.template)) { .null }
        }
        guard let format = options.format, OutputFormat(format).kind != .table else {
            return try table(rows, options)
        }
        var documents: [JSONValue] = []
        if OutputFormat(format).kind == .json {
            for row in rows { documents.append(try row.podmanJSON(sizes: options.size)) }
            return try output.text(format, []) { .array(documents) }
        }
        return try output.text(format, rows.map(\.template)) { .null }
    }

    /// The usual table, made without templates: it has to be quick.
    private static func table(_ rows: [ContainerRow], _ options: Options) throws(EngineError) -> String {
        var heading = ["CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES"]
        if options.pods { heading += ["POD ID", "PODNAME"] }
        if options.size { heading.append("SIZE") }
        var cells = options.noHeading ? [] : [heading]
        cells.reserveCapacity(rows.count + 1)
        for row in rows {
            var line = [
                row.id, row.summary.image, row.command, HumanTime.ago(row.summary.created, now: row.now), row.status,
                "",
                row.summary.name,
            ]
            if options.pods { line += ["", ""] }
            if options.size { line.append(try row.size()) }
            cells.append(line)
        }
        return TableLayout.podman.render(cells)
    }
}
