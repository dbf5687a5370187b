internal import CommandLineGrammar
internal import Linux

/// The options that `create` and `run` share.
struct BundleOptions: Sendable {
    var bundle = "."
    /// Of the bundle, or absolute.
    var configuration = "config.json"
    var pidfdSocket: String?
    var consoleSocket: String?
    var pidFile: String?
    var preserveDescriptors = 0
    var noPivot = false
    var noNewKeyring = false
    var detach = false
    var keep = false

    /// Descriptors that a socket-activating starter passes are preserved without being asked (sd_listen_fds(3)).
    var preserved: Int { preserveDescriptors + listening }

    private var listening: Int { environmentVariable("LISTEN_FDS").flatMap { UInt64($0) }.map(Self.descriptors) ?? 0 }

    /// So many of them, or more than a process ever has: a million, where nobody raised `fs.nr_open`.
    static func descriptors(_ count: UInt64) -> Int { Int(min(count, 1 << 29)) }

    /// What tells the program, which is process 1 there, of those descriptors.
    var activation: [String] {
        if listening == 0 { return [] }
        return ["LISTEN_FDS=\(listening)", "LISTEN_PID=1"] + (environmentVariable("LISTEN_FDNAMES").map { ["LISTEN_FDNAMES=\($0)"] } ?? [])
    }

    static func rows() -> [OptionRow<BundleOptions>] {
        [
            .string("bundle", short: "b", "DIR", "Directory with config.json", default: ".", completes: .directories) {
                $0.bundle = $1
            },
            .string(
                "config", short: "f", "FILE", "File to read instead of config.json", default: "config.json", completes: .files
            ) { $0.configuration = $1 },
            .string("pidfd-socket", "SOCKET", "Socket that gets a descriptor of the first process", completes: .files) {
                $0.pidfdSocket = $1
            },
            .string("console-socket", "SOCKET", "Socket that gets the master of the terminal", completes: .files) {
                $0.consoleSocket = $1
            },
            .string("pid-file", "FILE", "Write the number of the first process here", completes: .files) {
                $0.pidFile = $1
            },
            .unsigned("preserve-fds", "N", "Pass N descriptors from 3 on to the program", default: "0") {
                $0.preserveDescriptors = descriptors($1)
            },
            .flag("no-pivot", "Do not use pivot_root: for hosts that run from an initial ramdisk") { $0.noPivot = $1 },
            .flag("no-new-keyring", "Let the container share the session keyring") { $0.noNewKeyring = $1 },
            .flag("no-subreaper", "Accepted for compatibility", hidden: true) { (_, _) in },
        ]
    }
}
