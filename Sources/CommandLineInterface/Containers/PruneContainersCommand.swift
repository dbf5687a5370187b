internal import CommandLineGrammar
internal import ContainerEngine
internal import ContainerState
internal import Linux

/// `apus container prune`: removes the containers that do not run.
enum PruneContainersCommand {
    struct Options {
        var force = false
        var filters = FilterWords()
    }

    static let command = Command<Globals>.verb("prune", "Remove all containers that do not run") {
        Verb(
            operands: .none,
            options: [
                .flag("force", short: "f", "Do not ask before") { $0.force = $1 },
                FilterWords.row(short: nil, \.filters, "Only those with: until, label, label!"),
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let options = call.options
                for key in options.filters.keys where !["until", "label", "label!"].contains(key) {
                    throw FilterWords.unknown(key)
                }
                if !options.force {
                    guard Confirmation.ask("WARNING! This will remove all non running containers.") else { return 0 }
                }
                let engine = try call.globals.engine()
                let filters = try ContainerFilters(options.filters, engine)
                var words: [String] = []
                for listed in try engine.list(all: true, damaged: Console.warn)
                where listed.state == "created" || listed.state == "exited" {
                    if try filters.matches(listed) { words.append(listed.summary.id) }
                }
                return forEachAtOnce(words) { (word) throws(EngineError) in
                    try engine.remove(engine.locations.container(word), force: false, volumes: true)
                    return word
                }
            }
        }
    }
}
