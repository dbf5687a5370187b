internal import ContainerState
internal import CommandLineGrammar
internal import ContainerEngine
internal import ImageStorage

/// The names that a shell offers for an argument: `apus __complete KIND PREFIX`.
enum NameCompletion {
    /// What cannot be read offers nothing: there is nobody to tell in the middle of a command line.
    static func names(kind: String, prefix: String, globals: Globals) -> [String] {
        guard let engine = try? globals.engine() else { return [] }
        let found: [String]
        switch kind {
        case "containers": found = containers(engine, all: true, prefix)
        case "running-containers": found = containers(engine, all: false, prefix)
        case "images": found = ((try? engine.images.images()) ?? []).flatMap { $0.familiarTags }
        case "volumes": found = (try? engine.volumes.names()) ?? []
        case "networks": found = ["bridge", "host", "none"]
        default: found = []
        }
        return found.filter { $0.hasPrefix(prefix) }.sorted()
    }

    /// Names, and ids once some digits of one are typed.
    private static func containers(_ engine: Engine, all: Bool, _ prefix: String) -> [String] {
        let listed = (try? engine.list(all: all) { _ in }) ?? []
        let names = listed.map(\.summary.name)
        return prefix.isEmpty ? names : names + listed.map { ShortID.text($0.summary.id) }
    }
}
