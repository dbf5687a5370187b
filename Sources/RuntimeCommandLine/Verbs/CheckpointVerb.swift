internal import CommandLineGrammar
internal import ContainerRuntime
internal import Linux

enum CheckpointVerb {
    static func verb() -> Verb<RuntimeOptions> {
        Verb(
            usage: "CONTAINER",
            description: "Writes a running container down with its memory, by means of criu, and ends it. `restore` lets it go on.",
            examples: ["apus-runtime checkpoint --image-path /backup/web web"], operands: .exactly(1),
            options: CheckpointRows.rows(\.self) + own, initial: CheckpointOptions()
        ) { (call) throws(UsageError) in
            var options = call.options
            if options.loadsLazily && options.pageServer == nil {
                throw UsageError("--lazy-pages needs --page-server ADDRESS:PORT, where the pages are asked for")
            }
            return reporting(call.globals) { () throws(RuntimeError) in
                if options.images.isEmpty { options.images = CheckpointOptions().images }
                try Checkpoint.take(call.globals.directory(call.operands[0]), options)
                return 0
            }
        }
    }

    private static var own: [OptionRow<CheckpointOptions>] {
        [
            .string("parent-path", "DIR", "Earlier checkpoint of its memory, relative to --image-path", completes: .directories) {
                $0.parent = $1.isEmpty ? nil : $1
            },
            .flag("leave-running", "Let the container run on") { $0.leavesRunning = $1 },
            .flag("pre-dump", "Write the memory alone, and let the container run on") { $0.preDumps = $1 },
            .flag("tcp-skip-in-flight", "Leave out TCP connections that are being made") { $0.skipsConnectionsInFlight = $1 },
            .flag("link-remap", "Keep files that have no name any more by a link beside them") { $0.remapsLinks = $1 },
            .parsed("status-fd", "FD", "Descriptor that gets a zero byte when --lazy-pages is ready", by: descriptor) {
                $0.statusDescriptor = $1
            },
            .parsed("page-server", "ADDRESS:PORT", "Send the memory to a page server of criu", by: server) {
                $0.pageServer = $1
            },
        ]
    }

    /// Open already when the command starts.
    private static func descriptor(_ text: String) throws(UsageError) -> Int32 {
        guard let number = Int32(text), number > 2, (try? exists("/proc/self/fd/\(number)")) == true else {
            throw UsageError.invalidValue("it is no open descriptor from 3 on")
        }
        return number
    }

    private static func server(_ text: String) throws(UsageError) -> (address: String, port: UInt16) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]), port > 0,
            colon != text.startIndex
        else { throw UsageError.invalidValue("it has to be ADDRESS:PORT") }
        var address = text[..<colon]
        if address.hasPrefix("["), address.hasSuffix("]") { address = address.dropFirst().dropLast() }
        return (String(address), port)
    }
}
