internal import OCISpecification
internal import CommandLineGrammar
internal import ContainerEngine
internal import GoTemplate
internal import ImageStorage
internal import JSONText

/// `apus images`: lists images.
enum ImageListCommand {
    struct Options {
        var all = false
        var quiet = false
        var full = false
        var digests = false
        var history = false
        var showsHeading = true
        var filters: [String] = []
        var format: String?
        var sort = ImageSorting.created
        var tree = false
    }

    static let images = Command<Globals>.verb("images", "List images", heading: "Images") {
        Verb(
            usage: "[REPOSITORY[:TAG]]",
            description: """
                Lists images, the newest first. With --tree each stands with the platforms that it has below it: what of them is here, with \
                what that takes on the disk and how much of it is as it was pulled, and a U where containers use it.
                """,
            examples: ["apus images", "apus images --tree", "apus images --filter dangling=true -q"],
            operands: .atMost(1), completes: [.images],
            options: [
                .flag("all", short: "a", "Show all images: here they are always all shown") { $0.all = $1 },
                .flag("quiet", short: "q", "Print the ids only") { $0.quiet = $1 },
                .flag("tree", "Show the platforms of each image") { $0.tree = $1 },
                .flag("no-trunc", "Print whole ids") { $0.full = $1 },
                .flag("digests", "Show the digests of the manifests") { $0.digests = $1 },
                .flag("history", "Show the names that the image has had") { $0.history = $1 },
                .flag("noheading", short: "n", "Print no column headings") { $0.showsHeading = !$1 },
                .strings(
                    "filter", short: "f", "key=value",
                    "Show those that fit: reference, dangling, label, before, since, until, id, digest, containers"
                ) { $0.filters += $1 },
                FormatOption.row(short: nil, \.format),
                .value(
                    "sort", "field", "Sort by created, id, repository, size or tag", default: "created",
                    completes: .values(ImageSorting.allCases.map(\.rawValue))
                ) { (options, text) throws(UsageError) in
                    guard let sorting = ImageSorting(rawValue: text) else {
                        throw UsageError(
                            "\"\(text)\" is not a valid field for sorting. Choose from: created, id, repository, size, tag",
                            pointsToHelp: false)
                    }
                    options.sort = sorting
                },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                try run(call.options, call.operands, try call.globals.engine())
                return 0
            }
        }
    }

    private static func run(_ options: Options, _ operands: [String], _ engine: Engine) throws(EngineError) {
        if options.tree, let other = options.besidesTree {
            throw EngineError(.invalid, "--tree is one table for people, and takes no --\(other)")
        }
        let filter = try ImageFilter(options.filters + operands.map { "reference=\($0)" }, engine: engine)
        let store = engine.images
        let users = try engine.imageUsers()
        var rows: [ImageRow] = []
        for image in try stored({ () throws(ImageStoreError) in try store.images() }) {
            guard let names = try filter.names(of: image, users: users) else { continue }
            rows += ImageRow.rows(
                of: image, names: names, containers: users[image.id.hex]?.count ?? 0, engine: engine, full: options.full
            )
        }
        options.sort.apply(&rows)
        if options.tree { return try writeTree(rows, options, engine, users: users) }
        if options.quiet, options.format == nil {
            var seen: Set<String> = []
            var text = ""
            for row in rows where seen.insert(row.id).inserted { text += row.id + "\n" }
            Console.write(text, to: 1)
            return
        }
        var columns = ["{{.Repository}}", "{{.Tag}}"]
        if options.digests { columns.append("{{.Digest}}") }
        columns += ["{{.ID}}", "{{.Created}}", "{{.Size}}"]
        if rows.contains(where: { $0.image.isReadOnly }) { columns.append("{{.ReadOnly}}") }
        if options.history { columns.append("{{or .History \"<none>\"}}") }
        let output = RowOutput(
            verb: "images", table: columns.joined(separator: "\t"), headers: ImageRow.headers,
            showsHeading: options.showsHeading)
        var values: [JSONValue] = []
        if options.format == "json" {
            var seen: Set<String> = []
            for row in rows where seen.insert(row.image.id.hex).inserted { values.append(try row.json()) }
        }
        Console.write(try output.text(options.format, rows.map(\.template)) { .array(values) }, to: 1)
    }
}

extension ImageListCommand {
    private static func writeTree(
        _ rows: [ImageRow], _ options: Options, _ engine: Engine, users: [String: [String]]
    ) throws(EngineError) {
        var order: [ImageRecord] = []
        var names: [Digest: [String]] = [:]
        for row in rows {
            if names[row.image.id] == nil { order.append(row.image) }
            names[row.image.id, default: []].append(row.repository == "<none>" ? "<untagged>" : "\(row.repository):\(row.tag)")
        }
        // A platform that another one has taken the name from stands below that name already.
        let named = Set(order.filter { !$0.names.isEmpty }.flatMap(\.targets))
        order.removeAll { $0.names.isEmpty && $0.targets.allSatisfy(named.contains) }
        var lines: [TemplateValue] = []
        for image in order { lines += try ImagePlatformRows.rows(of: image, names: names[image.id] ?? [], users: users, engine) }
        let output = RowOutput(
            verb: "images", table: ImagePlatformRows.table, headers: ImagePlatformRows.headers, showsHeading: options.showsHeading)
        Console.write(try output.text(nil, lines) { .null }, to: 1)
    }
}

extension ImageListCommand.Options {
    /// An option that changes what `--tree` shows for people.
    fileprivate var besidesTree: String? {
        if quiet { return "quiet" }
        if full { return "no-trunc" }
        if digests { return "digests" }
        if history { return "history" }
        return format == nil ? nil : "format"
    }
}

/// `--sort` of `images`.
enum ImageSorting: String, CaseIterable {
    case created, id, repository, size, tag

    func apply(_ rows: inout [ImageRow]) {
        switch self {
        // The store lists the newest first.
        case .created: return
        case .id: rows.sort { $0.image.id.hex < $1.image.id.hex }
        case .repository: rows.sort { ($0.repository, $0.tag) < ($1.repository, $1.tag) }
        case .size: rows.sort { $0.image.size < $1.image.size }
        case .tag: rows.sort { ($0.tag, $0.repository) < ($1.tag, $1.repository) }
        }
    }
}
