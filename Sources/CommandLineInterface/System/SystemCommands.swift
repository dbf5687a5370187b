internal import CommandLineGrammar

/// Commands about the whole: under `system`, and some at the top.
enum SystemCommands {
    static var all: [Command<Globals>] {
        [
            .group("system", "Manage apus as a whole", heading: "Groups") {
                [
                    InfoCommand.command, DiskUsageCommand.command, SystemPruneCommand.command,
                    SystemCheckCommand.command,
                    SystemResetCommand.command,
                ]
            },
            InfoCommand.command, VersionCommand.command, UnshareCommand.command,
        ]
    }
}
