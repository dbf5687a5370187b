internal import CommandLineGrammar
internal import ContainerEngine
internal import ContainerState
internal import Linux

/// Runs the command line of this process and ends it with the command's exit code.
public func runApus() -> Never {
    let arguments = CommandLine.arguments
    var tree = CommandTree<Globals>(
        program: "apus", summary: "Run, ship and supervise containers", initial: Globals(),
        globalOptions: { Globals.rows }, commands: { allCommands() }
    ) { stream, text in Console.write(text, to: stream == .standardOutput ? 1 : 2) }
    tree.description = """
        Runs containers without a daemon: every container has a small supervisor of its own, and nothing runs when no \
        container does. The commands and options are those of docker and podman.
        """
    tree.version = ApusVersion.text
    tree.withoutCommand = { (globals) throws(UsageError) in
        guard globals.showsVersion else { return nil }
        Console.print("apus version \(ApusVersion.text)")
        return 0
    }
    tree.completeNames = { kind, prefix, globals in NameCompletion.names(kind: kind, prefix: prefix, globals: globals) }
    // As podman: files that containers are to read, such as /etc/hosts, are made whatever the user's mask says.
    _ = CurrentProcess.setFileModeMask(0o022)
    CurrentProcess.exit(tree.run(Array(arguments.dropFirst())))
}

/// Every command of the program.
func allCommands() -> [Command<Globals>] {
    ContainerCommands.all + [InspectCommand.any] + ImageCommands.all + ManifestCommands.all + ArtifactCommands.all
        + RegistryCommands.all + VolumeCommands.all + SystemCommands.all
}

/// The version of this program.
enum ApusVersion {
    static let text = "0.1.0"
    static let api = "1.43"
}
