internal import CommandLineGrammar
internal import ContainerEngine
internal import GoTemplate
internal import JSONText
internal import OCISpecification
internal import RegistryAccess

/// `apus search`: repositories of registries, and their tags.
enum SearchCommand {
    struct Options {
        var filters = FilterWords()
        var format: String?
        var limit: Int?
        var listsTags = false
        var isWhole = false
        var isCompatible = false
        var registry = RegistryFlags()
    }

    static let command = Command<Globals>.verb("search", "Search registries for images", heading: "Registries") {
        Verb(
            usage: "TERM",
            description: """
                Searches a registry, such as registry.example.com/TERM, or all that registries.conf names, or docker.io. A registry \
                without a search of its own is searched by the names in its catalogue. --list-tags lists the tags of one repository.
                """,
            examples: ["apus search debian", "apus search --list-tags registry.example.com/team/app"],
            operands: .exactly(1),
            options: [
                FilterWords.row(\.filters, "Show those that fit: stars=N, is-official, is-automated"),
                FormatOption.row(short: nil, \.format),
                .unsigned("limit", "count", "How many a registry may find", default: "25") { $0.limit = Int(min($1, 100_000)) },
                .flag("list-tags", "List the tags of a repository") { $0.listsTags = $1 },
                .flag("no-trunc", "Show descriptions in full") { $0.isWhole = $1 },
                .flag("compatible", "Show the columns of docker") { $0.isCompatible = $1 },
            ] + RegistryFlags.rows(\.registry),
            initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                let settings = try call.options.registry.options(engine)
                if call.options.listsTags {
                    try listTags(call.operands[0], call.options, settings, engine)
                } else {
                    try list(call.operands[0], call.options, settings, engine)
                }
                return 0
            }
        }
    }

    private static func list(
        _ term: String, _ options: Options, _ settings: RegistryOptions, _ engine: Engine
    ) throws(EngineError) {
        var found = try engine.search(term, limit: options.limit ?? 25, options: settings) { Console.complain("Error: \($0)") }
        for key in options.filters.keys {
            for text in options.filters.values[key] ?? [] {
                switch key {
                case "stars":
                    guard let least = Int(text) else { throw EngineError(.invalid, "stars=\(text): it is a number") }
                    found.removeAll { $0.stars < least }
                case "is-official", "is-automated":
                    guard ["true", "false"].contains(text) else { throw EngineError(.invalid, "\(key)=\(text): it is true or false") }
                    found.removeAll { (key == "is-official" ? $0.isOfficial : $0.isAutomated) != (text == "true") }
                default: throw FilterWords.unknown(key)
                }
            }
        }
        if found.isEmpty, options.format == nil { return }
        let output = RowOutput(
            verb: "search",
            table: options.isCompatible
                ? "{{.Name}}\t{{.Description}}\t{{.Stars}}\t{{.Official}}\t{{.Automated}}" : "{{.Name}}\t{{.Description}}")
        let rows = found.map { row($0, isWhole: options.isWhole) }
        Console.write(
            try output.text(options.format, rows) {
                .array(
                    found.map { one in
                        [
                            "Index": .string(one.registry), "Name": .string(one.name), "Description": .string(one.description),
                            "Stars": .integer(Int64(one.stars)), "Official": .string(one.isOfficial ? "[OK]" : ""),
                            "Automated": .string(one.isAutomated ? "[OK]" : ""), "Tag": "",
                        ]
                    })
            }, to: 1)
    }

    private static func row(_ one: FoundRepository, isWhole: Bool) -> TemplateValue {
        var description = one.description
        if !isWhole, description.count > 44 { description = description.prefix(44) + "..." }
        return .record(
            "images.searchParams",
            [
                ("Index", .string(one.registry)), ("Name", .string(one.name)), ("Description", .string(description)),
                ("Stars", .int(Int64(one.stars))), ("Official", .string(one.isOfficial ? "[OK]" : "")),
                ("Automated", .string(one.isAutomated ? "[OK]" : "")), ("Tag", ""),
            ])
    }

    private static func listTags(
        _ term: String, _ options: Options, _ settings: RegistryOptions, _ engine: Engine
    ) throws(EngineError) {
        guard options.filters.isEmpty else { throw EngineError(.invalid, "filters are not applicable to list tags result") }
        let place = try Engine.place(term.hasPrefix("docker://") ? term : "docker://\(term)")
        guard case .registry(let reference) = place else { throw EngineError(.invalid, "\(term) names no repository") }
        let tags = try engine.tags(of: place, options: settings).prefix(options.limit ?? 25)
        let rows = tags.map { TemplateValue.record("images.listEntryTag", [("Name", .string(reference.name)), ("Tag", .string($0))]) }
        let output = RowOutput(verb: "search", table: "{{.Name}}\t{{.Tag}}")
        Console.write(
            try output.text(options.format, rows) {
                [["Name": .string(reference.name), "Tags": .array(tags.map { .string($0) })]]
            }, to: 1)
    }
}
