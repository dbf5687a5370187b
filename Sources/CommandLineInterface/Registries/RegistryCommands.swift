internal import CommandLineGrammar

/// Commands about registries and who one is there.
enum RegistryCommands {
    static var all: [Command<Globals>] {
        [LoginCommand.command, LogoutCommand.command, ListTagsCommand.command, DeleteCommand.command, SyncCommand.command]
    }

    /// Where one logs in when nothing is said.
    static let standard = "docker.io"
}
