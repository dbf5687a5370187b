internal import ContainerState
internal import CommandLineGrammar
internal import ContainerEngine

/// `apus rm`: removes containers.
enum RemoveCommand {
    struct Options {
        var selection = ContainerSelection()
        var force = false
        var volumes = false
        var ignore = false
        var timeout = 0
        var depend = false
    }

    static let command = Command<Globals>.verb("rm", aliases: ["remove"], "Remove containers", heading: "Containers") {
        Verb(
            usage: "CONTAINER [CONTAINER...]", operands: .any, completes: [.containers],
            options: ContainerSelection.rows(\.selection, all: "Remove every container", filter: true, filterShort: nil) + [
                .flag("force", short: "f", "Remove it even when it runs: it is killed first") { $0.force = $1 },
                .flag("volumes", short: "v", "Remove its anonymous volumes too") { $0.volumes = $1 },
                .flag("depend", "Remove the containers that need it first") { $0.depend = $1 },
                .flag("ignore", short: "i", "Say nothing of containers that are not there") { $0.ignore = $1 },
                .integer(
                    "time", short: "t", "seconds", "With --force: how long it may take to end before it is killed",
                    aliases: ["timeout"], default: "0"
                ) {
                    $0.timeout = Int($1)
                },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                let options = call.options
                // Like podman: with --force nothing to remove is no failure
                let quiet = options.ignore || options.force
                let words = try options.selection.words(call.operands, engine)
                let depend = options.depend
                let (force, volumes, timeout) = (options.force, options.volumes, options.timeout)
                return forEachAtOnce(words, failure: { $0.code == .conflict ? 2 : 1 }) { (word) throws(EngineError) in
                    do throws(EngineError) {
                        let container = try engine.find(word)
                        if depend {
                            for other in try engine.dependents(of: container) {
                                try engine.remove(other, force: force, volumes: volumes, timeout: timeout)
                                Console.print(other.id)
                            }
                        }
                        try engine.remove(container, force: force, volumes: volumes, timeout: timeout)
                        return word
                    } catch {
                        if quiet, error.code == .notFound { return nil }
                        throw error
                    }
                }
            }
        }
    }
}
