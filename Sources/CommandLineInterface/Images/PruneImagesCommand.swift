internal import CommandLineGrammar
internal import ContainerEngine
internal import ImageStorage
internal import Linux

/// `apus image prune`: removes images that nobody needs.
enum PruneImagesCommand {
    struct Options {
        var all = false
        var force = false
        var filters: [String] = []
    }

    static let command = Command<Globals>.verb("prune", "Remove images that nobody needs") {
        Verb(
            description: """
                Removes the images without a name that no container uses, with --all also those with names, and prints their \
                ids. How much space that gave back is told on a terminal. Nothing here keeps caches of builds, or containers of other \
                programs, that --build-cache and --external could remove.
                """,
            options: [
                .flag("all", short: "a", "Remove all images that no container uses, not only those without a name") {
                    $0.all = $1
                },
                .flag("force", short: "f", "Do not ask") { $0.force = $1 },
                .flag("build-cache", "Remove the caches of builds too, of which there are none") { _, _ in },
                .flag("external", "Remove also what containers of other programs use, of which there are none") { _, _ in },
                .string("filter", "key=value", "Remove only those that fit: until, label, label!") {
                    $0.filters.append($1)
                },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let options = call.options
                try check(options.filters)
                let warning =
                    options.all
                    ? "WARNING! This command removes all images without at least one container associated with them."
                    : "WARNING! This command removes all dangling images."
                guard options.force || Confirmation.ask(warning) else { return 0 }
                let engine = try call.globals.engine()
                let deletion = try prune(all: options.all, filters: options.filters, engine)
                for id in deletion.deleted { Console.print(id) }
                if Terminal.isTerminal(2) {
                    Console.complain("Total reclaimed space: \(HumanSize.decimal(deletion.freed))")
                }
                return 0
            }
        }
    }

    /// The filters that make sense for what is to go.
    static func check(_ filters: [String]) throws(EngineError) {
        for filter in filters {
            let key = filter.prefix { $0 != "=" }
            guard ["until", "label", "label!", "dangling"].contains(key) else {
                throw EngineError(.invalid, "\"\(key)\" is not a filter of prune: known are until, label, label!")
            }
        }
    }

    static func prune(all: Bool, filters: [String], _ engine: Engine) throws(EngineError) -> ImageDeletion {
        let filter = try ImageFilter(filters, engine: engine)
        return try engine.pruneImages(all: all) { (image) throws(EngineError) in
            try filter.names(of: image, users: [:]) == nil
        }
    }
}
