internal import CommandLineGrammar

/// Commands about registries and who one is there.
enum RegistryCommands {
    static var all: [Command<Globals>] {
        [
            LoginCommand.command, LogoutCommand.command, ListTagsCommand.command, DeleteCommand.command, SyncCommand.command,
            GenerateSigstoreKeyCommand.command, StandaloneSignCommand.command, StandaloneVerifyCommand.command, SearchCommand.command,
            .group(
                "registry", "Serve images to others",
                description: "A registry of one's own: for a team's network, for places without a network, and for tests.",
                heading: "Groups"
            ) { [RegistryServeCommand.command, RegistryGarbageCommand.command] },
        ]
    }

    /// Where one logs in when nothing is said.
    static let standard = "docker.io"
}
