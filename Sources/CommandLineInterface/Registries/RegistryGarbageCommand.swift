internal import OCISpecification
internal import CommandLineGrammar
internal import ContainerEngine
internal import Linux
internal import RegistryServing

/// `apus registry garbage-collect`: frees what no manifest of a registry's directory names.
enum RegistryGarbageCommand {
    struct Options {
        var grace: Int64 = 3600 * 1_000_000_000
        var quiet = false
    }

    static let command = Command<Globals>.verb("garbage-collect", "Delete blobs that no manifest names") {
        Verb(
            usage: "DIR",
            description: """
                Deletes the blobs of a registry's directory that no manifest names, and uploads that nobody has gone on with for a \
                day. The registry may be served meanwhile: what a client has uploaded or asked for within the grace time is kept, as its \
                manifest may yet come. For a registry with --store it is `apus image prune` that frees the room.
                """,
            examples: ["apus registry garbage-collect /srv/registry"],
            operands: .exactly(1), completes: [.directories],
            options: [
                .duration("grace", "duration", "Keep what was uploaded or asked for within this time", default: "1h") { $0.grace = $1 },
                .flag("quiet", short: "q", "Print no digests") { $0.quiet = $1 },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                guard call.options.grace >= 0 else { throw EngineError(.invalid, "--grace is a time from now back, such as 1h") }
                let garbage = try RegistryServeCommand.registering { () throws(RegistryServingError) in
                    try collectRegistryGarbage(call.operands[0], grace: call.options.grace / 1_000_000_000)
                }
                if !call.options.quiet { for digest in garbage.blobs { Console.print(digest.description) } }
                Console.complain(
                    "Deleted \(garbage.blobs.count) blobs and \(garbage.uploads) abandoned uploads: \(HumanSize.decimal(garbage.bytes))")
                return 0
            }
        }
    }
}
