internal import CommandLineGrammar

/// Commands about named volumes.
enum VolumeCommands {
    static var all: [Command<Globals>] {
        [
            .group("volume", "Manage volumes", heading: "Groups") {
                [
                    CreateVolumeCommand.command, ListVolumesCommand.command, InspectVolumesCommand.command,
                    RemoveVolumesCommand.command, PruneVolumesCommand.command, VolumeExistsCommand.command,
                ]
            }
        ]
    }
}
