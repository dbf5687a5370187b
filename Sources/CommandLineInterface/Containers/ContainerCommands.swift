internal import CommandLineGrammar

/// Commands about containers: under `container`, and most of them at the top as well.
enum ContainerCommands {
    static var all: [Command<Globals>] {
        [
            .group("container", "Manage containers", heading: "Groups") { inGroup }
        ] + atTop
    }

    /// Also without `container` before them.
    static var atTop: [Command<Globals>] {
        [
            RunCommand.command, CreateCommand.command, StartCommand.command, StopCommand.command,
            RestartCommand.command,
            KillCommand.command, RemoveCommand.command, ListCommand.ps, LogsCommand.command, ExecCommand.command,
            AttachCommand.command, WaitCommand.command, TopCommand.command, RenameCommand.command, PauseCommand.pause,
            PauseCommand.unpause, PortCommand.command, DiffCommand.command, CopyCommand.command, ExportCommand.command,
            CommitCommand.command,
        ]
    }

    private static var inGroup: [Command<Globals>] {
        atTop.filter { $0.label.name != "ps" } + [
            ListCommand.ps.named("ls", aliases: ["list", "ps"]), PruneContainersCommand.command,
            ExistsCommand.container,
            InspectCommand.container,
        ]
    }
}
