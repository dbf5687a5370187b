internal import ContainerState
internal import CommandLineGrammar
internal import ContainerEngine

/// `apus system reset`: removes everything.
enum SystemResetCommand {
    struct Options {
        var force = false
    }

    static let command = Command<Globals>.verb("reset", "Remove all containers, images, volumes, networks and settings") {
        Verb(
            description: """
                Kills and removes every container, then removes all images, volumes and networks, the bridge and the firewall \
                rules of apus, and its directories. Only what belongs to this user and these directories goes.
                """,
            options: [.flag("force", short: "f", "Do not ask") { $0.force = $1 }], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                let warning = """
                    WARNING! This will remove:
                            - all containers
                            - all images
                            - all volumes
                            - all networks
                            - the directories \(engine.locations.root) and \(engine.locations.runRoot)
                    """
                guard call.options.force || Confirmation.ask(warning) else { return 0 }
                try engine.reset()
                return 0
            }
        }
    }
}
