internal import CommandLineGrammar

/// The table of verbs.
enum RuntimeCommands {
    static func tree() -> CommandTree<RuntimeOptions> {
        var tree = CommandTree(
            program: "apus-runtime", summary: "Run containers as the OCI runtime specification says",
            initial: RuntimeOptions(), globalOptions: { RuntimeOptions.rows() }, commands: { commands() },
            output: { stream, text in StandardOutput.write(text, to: stream == .standardOutput ? 1 : 2) })
        tree.usageExitCode = 1
        tree.errorPrefix = "apus-runtime: "
        tree.version = RuntimeMain.version
        tree.withoutCommand = { (options) throws(UsageError) in
            guard options.showsVersion else { return nil }
            StandardOutput.write(VersionText.text)
            return 0
        }
        return tree
    }

    private static func commands() -> [Command<RuntimeOptions>] {
        [
            .verb("create", "Make a container whose program waits to be started") { CreateVerb.verb() },
            .verb("start", "Let the program of a created container run") { StartVerb.verb() },
            .verb("state", "Print the state of a container") { StateVerb.verb() },
            .verb("kill", "Send a signal to a container") { KillVerb.verb() },
            .verb("delete", "Remove a container that has ended") { DeleteVerb.verb() },
            .verb("run", "Make a container, run its program and remove it") { RunVerb.verb() },
            .verb("exec", "Run another program in a running container") { ExecVerb.verb() },
            .verb("list", "List containers") { ListVerb.verb() },
            .verb("ps", "List the processes of a container") { ProcessesVerb.verb() },
            .verb("events", "Tell what a container uses, and when it ran out of memory") { EventsVerb.verb() },
            .verb("pause", "Freeze all processes of a container") { PauseVerb.verb(freezing: true) },
            .verb("resume", "Let a paused container go on") { PauseVerb.verb(freezing: false) },
            .group("mounts", "Change what is mounted in a running container") {
                [
                    .verb("add", "Mount something in a running container") { MountsVerb.add() },
                    .verb("remove", "Unmount something in a running container") { MountsVerb.remove() },
                ]
            },
            .verb("checkpoint", "Write a running container down, so that it can go on later") { CheckpointVerb.verb() },
            .verb("restore", "Let a container go on from a checkpoint") { RestoreVerb.verb() },
            .verb("update", "Change the limits of a container") { UpdateVerb.verb() },
            .verb("spec", "Write a config.json to start from") { SpecVerb.verb() },
            .verb("features", "Print what this runtime can do") { FeaturesVerb.verb() },
            .verb("monitor", "Supervise a container (for apus)", hidden: true) {
                Verb { (_) throws(UsageError) in 0 }
            },
        ]
    }
}

/// What `--version` prints: the lines that engines look for in crun's and runc's.
enum VersionText {
    static var text: String {
        """
        apus-runtime version \(RuntimeMain.version)
        commit: \(RuntimeMain.version)
        spec: 1.2.1
        +SYSTEMD +SELINUX +APPARMOR +CAP +SECCOMP +EBPF +CRIU

        """
    }
}
