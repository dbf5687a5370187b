internal import CommandLineGrammar
internal import ContainerEngine

/// `apus logout`: forgets the credentials of a registry.
enum LogoutCommand {
    struct Options {
        var all = false
        var registry = RegistryFlags()
    }

    static let command = Command<Globals>.verb("logout", "Log out of a registry", heading: "Registries") {
        Verb(
            usage: "[REGISTRY]",
            description: "Forgets the user name and password of a registry; without one, of docker.io.",
            operands: .atMost(1),
            options: [
                .flag("all", short: "a", "Forget those of every registry") { $0.all = $1 }
            ] + RegistryFlags.fileRows(\.registry),
            initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                let settings = try call.options.registry.options(engine)
                if call.options.all {
                    guard call.operands.isEmpty else {
                        throw EngineError(.invalid, "--all takes no arguments")
                    }
                    try engine.logoutAll(options: settings)
                    Console.print("Removed login credentials for all registries")
                    return 0
                }
                let registry = call.operands.first ?? RegistryCommands.standard
                guard try engine.logout(registry, options: settings) else {
                    throw EngineError(.notFound, "not logged into \(registry)")
                }
                Console.print("Removed login credentials for \(registry)")
                return 0
            }
        }
    }
}
