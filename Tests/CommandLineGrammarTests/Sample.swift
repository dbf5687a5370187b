import CommandLineGrammar

/// A small program for the tests, shaped like the real one.
struct SampleGlobals {
    var root = ""
    var debug = false
    var version = false
    var file = ""
    var sink: Sink?
}

struct SampleRun {
    var name = ""
    var environment: [String] = []
    var remove = false
    var interactive = false
    var terminal = false
    var network = ""
    var memory: Int64 = 0
    var weight: UInt64 = 0
    var capabilities: [String] = []
    var pull = ""
    var hostname = ""
    var verbosity = 0
    var attach: [String] = []
    var stopTimeout: Int64 = 0
}

/// What the last command did, and what was printed.
final class Sink {
    var output = ""
    var errors = ""
    var last: Invocation<SampleRun, SampleGlobals>?
}

enum Sample {
    typealias Item = Command<SampleGlobals>

    static let runRows: @Sendable () -> [OptionRow<SampleRun>] = {
        [
            .strings(
                "attach", short: "a", "STREAM", "Attach to a stream", completes: .values(["stdin", "stdout", "stderr"])
            ) {
                $0.attach += $1
            },
            .strings("cap-add", "CAP", "Add capabilities", group: "Security") { $0.capabilities += $1 },
            .unsigned("cpu-shares", short: "c", "uint", "Relative weight") { $0.weight = $1 },
            .string("env", short: "e", "NAME=VALUE", "Set an environment variable") { $0.environment.append($1) },
            .string("hostname", short: "h", "NAME", "Set the host name") { $0.hostname = $1 },
            .flag("interactive", short: "i", "Keep standard input open") { $0.interactive = $1 },
            .flag("latest-thing", "Old", deprecated: "use --name") { _, _ in },
            .bytes("memory", short: "m", "bytes", "Limit of memory", group: "Resource") { $0.memory = $1 },
            .string("name", "NAME", "Assign a name") { $0.name = $1 },
            .string(
                "network", "NETWORK", "Connect the container to a network", aliases: ["net"], default: "bridge",
                completes: .networks
            ) { $0.network = $1 },
            .optional(
                "pull", "POLICY", bare: "always", "Pull the image first (\"missing\", \"always\")",
                completes: .values(["always", "missing", "never"])
            ) { (options, text) throws(UsageError) in
                guard ["always", "missing", "never"].contains(text) else {
                    throw .invalidValue("must be always, missing or never")
                }
                options.pull = text
            },
            .flag("rm", "Remove the container when it ends") { $0.remove = $1 },
            .flag("secret-thing", "Hidden", hidden: true) { _, _ in },
            .duration("stop-timeout", "duration", "Time to wait for the end") { $0.stopTimeout = $1 },
            .flag("tty", short: "t", "Allocate a terminal") { $0.terminal = $1 },
            .count("verbose", short: "v", "Say more", \.verbosity),
            .string("volume", short: "V", "[SOURCE:]TARGET[:OPTIONS]", "Mount a volume", completes: .files) { _, _ in },
        ]
    }

    static let run = Item.verb("run", "Run a command in a new container") {
        Verb(
            usage: "IMAGE [COMMAND [ARG...]]",
            description:
                "Makes a container from the image and runs a command in it.\n\nThe image is pulled when missing.",
            examples: ["apus run --rm -it debian bash", "apus run -d -p 8080:80 'web\\1'"],
            operands: .atLeast(1).thenCommand, completes: [.images], options: runRows(), initial: SampleRun()
        ) { invocation in
            invocation.globals.sink?.last = invocation
            return 0
        }
    }

    static let ps = Item.verb("ps", aliases: ["list"], "List containers") {
        Verb(
            options: [.flag("all", short: "a", "Show all") { $0.terminal = $1 }], initial: SampleRun()
        ) { invocation in
            invocation.globals.sink?.last = invocation
            return 3
        }
    }

    static let start = Item.verb("start", "Start one or more containers") {
        Verb(
            usage: "CONTAINER...", operands: .atLeast(1), completes: [.containers],
            options: [.flag("attach", short: "a", "Attach") { $0.terminal = $1 }], initial: SampleRun()
        ) { (invocation) throws(UsageError) in
            invocation.globals.sink?.last = invocation
            if invocation.operands == ["none"] {
                throw UsageError("no such container: none", exitCode: 1, pointsToHelp: false)
            }
            return 0
        }
    }

    static let container = Item.group("container", "Manage containers") {
        [run, ps.named("ls", aliases: ["list", "ps"]), start]
    }

    static let compose = Item.group(
        "compose", "Manage projects",
        options: { [.string("file", short: "f", "PATH", "The project's file", completes: .files) { $0.file = $1 }] }
    ) {
        [.verb("up", "Start a project") { Verb { _ in 0 } }]
    }

    static let globalRows: @Sendable () -> [OptionRow<SampleGlobals>] = {
        [
            .flag("debug", short: "D", "Say what is done") { $0.debug = $1 },
            .string("root", short: "c", "PATH", "Where images and containers live", completes: .directories) {
                $0.root = $1
            },
            .flag("version", short: "v", "Print the version") { $0.version = $1 },
        ]
    }

    static func tree(_ sink: Sink) -> CommandTree<SampleGlobals> {
        var tree = CommandTree(
            program: "apus", summary: "Manage containers and images", initial: SampleGlobals(sink: sink),
            globalOptions: globalRows,
            commands: {
                [
                    compose, container, ps, run, start,
                    .verb("rmi", "Remove images") { Verb(operands: .any) { _ in 0 } },
                    .verb("old", "Do it the old way", deprecated: "use run") { Verb { _ in 0 } },
                ]
            },
            output: { stream, text in
                if stream == .standardOutput { sink.output += text } else { sink.errors += text }
            })
        tree.version = "1.0"
        tree.withoutCommand = { (globals) throws(UsageError) in
            guard globals.version else { return nil }
            sink.output += "apus version 1.0\n"
            return 0
        }
        tree.completeNames = { kind, prefix, globals in
            ["\(kind)-one", "\(kind)-two", globals.root].filter { $0.hasPrefix(prefix) && !$0.isEmpty }
        }
        return tree
    }
}
