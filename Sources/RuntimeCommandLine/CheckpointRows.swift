internal import CommandLineGrammar
internal import ContainerRuntime

/// The options that `checkpoint` and `restore` share; those of `restore` lie in ``RestoreVerb/Options`` beside others.
enum CheckpointRows {
    static func rows<Options>(_ place: WritableKeyPath<Options, CheckpointOptions>) -> [OptionRow<Options>] {
        [
            .string("image-path", "DIR", "Directory of the checkpoint", default: "checkpoint", completes: .directories) {
                $0[keyPath: place].images = $1
            },
            .string("work-path", "DIR", "Directory of logs (that of the checkpoint)", completes: .directories) {
                $0[keyPath: place].work = $1.isEmpty ? nil : $1
            },
            .flag("tcp-established", "Keep open TCP connections") { $0[keyPath: place].keepsConnections = $1 },
            .flag("ext-unix-sk", "Allow sockets that lead out of the container") { $0[keyPath: place].allowsExternalSockets = $1 },
            .flag("shell-job", "Allow a program that belongs to the session of a shell outside") {
                $0[keyPath: place].isShellJob = $1
            },
            .flag("file-locks", "Keep locks of files") { $0[keyPath: place].keepsFileLocks = $1 },
            .parsed(
                "manage-cgroups-mode", "MODE", "What criu does with control groups: soft, full, strict or ignore",
                completes: .values(["soft", "full", "strict", "ignore"]), by: groupMode
            ) { $0[keyPath: place].groupMode = $1 },
            .parsed(
                "empty-ns", "KIND", "Namespace that is made again without what was in it: network (always so)",
                completes: .values(["network"]), by: emptyNamespace
            ) { (_, _) in },
            .flag("auto-dedup", "Drop pages that a later checkpoint has again") { $0[keyPath: place].deduplicates = $1 },
            .flag("lazy-pages", "Bring memory when it is touched (userfaultfd(2))") { $0[keyPath: place].loadsLazily = $1 },
            .parsed(
                "network-lock", "METHOD", "How connections are held still: iptables, nftables or skip",
                completes: .values(["iptables", "nftables", "skip"]), by: networkLock
            ) { $0[keyPath: place].networkLock = $1 },
        ]
    }

    private static func groupMode(_ text: String) throws(UsageError) -> CheckpointOptions.GroupMode {
        switch text {
        case "": return .usual
        case "soft": return .soft
        case "full": return .full
        case "strict": return .strict
        case "ignore": return .ignore
        default: throw UsageError.invalidValue("it has to be soft, full, strict or ignore")
        }
    }

    private static func emptyNamespace(_ text: String) throws(UsageError) -> String {
        guard text == "network" else { throw UsageError.invalidValue("only the network namespace can be left empty") }
        return text
    }

    private static func networkLock(_ text: String) throws(UsageError) -> CheckpointOptions.NetworkLock {
        switch text {
        case "iptables": return .iptables
        case "nftables": return .nftables
        case "skip": return .skip
        default: throw UsageError.invalidValue("it has to be iptables, nftables or skip")
        }
    }
}
