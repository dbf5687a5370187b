internal import CommandLineGrammar
internal import ContainerEngine

/// `apus volume prune`: removes volumes that no container uses.
enum PruneVolumesCommand {
    struct Options {
        var force = false
        var filters = FilterWords()
    }

    static let command = Command<Globals>.verb("prune", "Remove volumes that no container uses") {
        Verb(
            description:
                "Removes every volume, with a name or without, that no container uses, and prints their names.",
            options: [
                .flag("force", short: "f", "Do not ask") { $0.force = $1 },
                .flag("all", short: "a", "Accepted for scripts of docker: named volumes always go too") { _, _ in },
                FilterWords.row(
                    short: nil, \.filters, "Remove only those that fit: label, label!, name, until, anonymous"),
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                let unused = try unused(call.options.filters, engine)
                if !call.options.force {
                    if unused.isEmpty { return 0 }
                    let names = unused.map(\.name).joined(separator: "\n")
                    guard
                        Confirmation.ask(
                            "WARNING! This will remove all volumes not used by at least one container. The following volumes will be "
                                + "removed:\n\(names)")
                    else { return 0 }
                }
                return forEach(unused.map(\.name)) { (name) throws(EngineError) in try remove(name, engine) }
            }
        }
    }

    static func unused(_ filters: FilterWords, _ engine: Engine) throws(EngineError) -> [ListedVolume] {
        let users = try engine.volumeUsers()
        let filter = try VolumeFilter(filters, engine, users: users)
        var unused: [ListedVolume] = []
        for volume in try engine.volumes.all() where users[volume.name] == nil {
            if try filter.matches(volume) { unused.append(volume) }
        }
        return unused
    }

    /// The name, if the volume went: one that a container took in the meantime, or another command removed, is passed over.
    static func remove(_ name: String, _ engine: Engine) throws(EngineError) -> String? {
        do throws(EngineError) { return try engine.removeVolume(name, force: false) } catch {
            if error.code == .conflict || error.code == .notFound { return nil }
            throw error
        }
    }
}
