internal import CommandLineGrammar
internal import ContainerEngine
internal import ContainerState
internal import ImageStorage

/// `apus system prune`: removes everything that is not needed.
enum SystemPruneCommand {
    struct Options {
        var all = false
        var force = false
        var volumes = false
        var filters = FilterWords()
        var leftoversOnly = false
    }

    static let command = Command<Globals>.verb("prune", "Remove what is not needed: containers, images, volumes") {
        Verb(
            description: """
                Removes the containers that do not run, then the images without a name that no container uses, with --all also \
                those with names, and with --volumes the volumes that no container uses. Tells what is kept, and why.
                """,
            options: [
                .flag("all", short: "a", "Remove all images that no container uses, not only those without a name") {
                    $0.all = $1
                },
                .flag("force", short: "f", "Do not ask") { $0.force = $1 },
                .flag("volumes", "Remove volumes that no container uses too") { $0.volumes = $1 },
                .flag("build", "Remove containers of builds too, of which there are none") { _, _ in },
                .flag("external", "Remove only what commands that were killed have left") { $0.leftoversOnly = $1 },
                FilterWords.row(short: nil, \.filters, "Remove only what fits: until, label, label!"),
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                for key in call.options.filters.keys where !["until", "label", "label!"].contains(key) {
                    throw FilterWords.unknown(key)
                }
                if call.options.leftoversOnly {
                    guard !call.options.all, !call.options.volumes, call.options.filters.keys.isEmpty else {
                        throw EngineError(.invalid, "--external cannot be combined with other options")
                    }
                    let warning = "WARNING! This command removes what commands that were killed have left, and what no image needs."
                    guard call.options.force || Confirmation.ask(warning) else { return 0 }
                    let freed = try call.globals.engine().removeLeftovers()
                    Console.print("Total reclaimed space: \(HumanSize.decimal(freed))")
                    return 0
                }
                if !call.options.force {
                    guard Confirmation.ask(warning(call.options)) else { return 0 }
                }
                return try run(call.options, try call.globals.engine())
            }
        }
    }

    private static func warning(_ options: Options) -> String {
        var lines = [
            "WARNING! This command removes:", "\t- all stopped containers",
            "\t- all networks not used by at least one container",
        ]
        if options.volumes { lines.append("\t- all volumes not used by at least one container") }
        lines.append(
            options.all
                ? "\t- all images without at least one container associated with them" : "\t- all dangling images")
        return (lines + ["\t- all dangling build cache", ""]).joined(separator: "\n")
    }

    private static func run(_ options: Options, _ engine: Engine) throws(EngineError) -> Int32 {
        var freed: Int64 = 0
        var failed = false
        var containers: [String] = []
        let filters = try ContainerFilters(options.filters, engine)
        for listed in try engine.list(all: true, damaged: Console.warn)
        where listed.state == "created" || listed.state == "exited" {
            guard try filters.matches(listed) else { continue }
            let container = engine.locations.container(listed.summary.id)
            do throws(EngineError) {
                let size = try engine.sizes(container, imageID: "").written
                try engine.remove(container, force: false, volumes: true)
                containers.append(container.id)
                freed += size
            } catch {
                // Removed, or started, by somebody else in the meantime.
                if error.code == .notFound || error.code == .conflict { continue }
                Console.complain("Error: \(error.message)")
                failed = true
            }
        }
        tell("Deleted Containers", containers)
        let words = options.filters.keys.flatMap { key in (options.filters.values[key] ?? []).map { "\(key)=\($0)" } }
        let images = try PruneImagesCommand.prune(all: options.all, filters: words, engine)
        freed += images.freed
        tell("Deleted Images", images.deleted)
        if options.volumes {
            var names: [String] = []
            for volume in try PruneVolumesCommand.unused(options.filters, engine) {
                let size = try engine.volumes.size(volume.name)
                if let name = try PruneVolumesCommand.remove(volume.name, engine) {
                    names.append(name)
                    freed += size
                }
            }
            tell("Deleted Volumes", names)
        }
        for line in try KeptObjects(engine, namedImages: !options.all, volumes: !options.volumes).lines { Console.print(line) }
        freed += try engine.emptyTrash()
        try engine.removeOrphanedRuns()
        Console.print("Total reclaimed space: \(HumanSize.decimal(freed))")
        return failed ? 125 : 0
    }

    private static func tell(_ heading: String, _ names: [String]) {
        if names.isEmpty { return }
        Console.print(([heading] + names).joined(separator: "\n"))
    }
}
