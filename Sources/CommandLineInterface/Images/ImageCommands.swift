internal import CommandLineGrammar

/// Commands about images: under `image`, and most of them at the top as well.
enum ImageCommands {
    static var all: [Command<Globals>] {
        [
            .group("image", "Manage images", heading: "Groups") { inGroup }
        ] + atTop
    }

    private static var atTop: [Command<Globals>] {
        [
            PullCommand.command, PushCommand.command, ImageListCommand.images, RemoveImageCommand.rmi, TagCommand.tag, TagCommand.untag,
            HistoryCommand.command, LoadCommand.command, SaveCommand.command, ImportCommand.command, ImageCopyCommand.command,
        ]
    }

    private static var inGroup: [Command<Globals>] {
        [
            PullCommand.command, PushCommand.command, ImageListCommand.images.named("ls", aliases: ["list"]),
            RemoveImageCommand.rmi.named("rm", aliases: ["remove"]), TagCommand.tag, TagCommand.untag,
            HistoryCommand.command,
            LoadCommand.command, SaveCommand.command, ImportCommand.command, ImageInspectCommand.command,
            SearchCommand.command, ImageSignCommand.command, ImageVerifyCommand.command, ImageTrustCommands.group,
            ImageExistsCommand.command, PruneImagesCommand.command, DropCompressedCommand.command, ImageTreeCommand.command,
            ImageDiffCommand.command, ImageMountCommand.mount, ImageMountCommand.unmount, ImageScpCommand.command, ImageCopyCommand.command,
        ]
    }
}
