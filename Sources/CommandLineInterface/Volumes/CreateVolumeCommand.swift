internal import CommandLineGrammar
internal import ContainerEngine

/// `apus volume create`: makes a volume.
enum CreateVolumeCommand {
    struct Options {
        var labels: [String: String] = [:]
        var ignore = false
        var name: String?
    }

    static let command = Command<Globals>.verb("create", "Make a volume") {
        Verb(
            usage: "[NAME]",
            description: "Makes a volume and prints its name; without a name it gets one of 64 digits.",
            examples: ["apus volume create --label app=web pages"], operands: .atMost(1),
            options: [
                .value("label", short: "l", "key=value", "A label") { (options, text) throws(UsageError) in
                    let label = try keyValue(text)
                    options.labels[label.key] = label.value
                },
                .value("driver", short: "d", "driver", "Where the volume lies: local is all there is", default: "local") {
                    (_, text) throws(UsageError) in
                    guard text == "local" || text.isEmpty else {
                        throw UsageError(
                            "the volume driver \(text) is not there yet: volumes have the driver local",
                            pointsToHelp: false)
                    }
                },
                .value("opt", short: "o", "key=value", "An option of the driver: none is there yet") {
                    (_, text) throws(UsageError) in
                    // docker and compose files say the default in words.
                    if text == "type=none" || text == "type=" { return }
                    throw UsageError(
                        "--opt \(text) is not there yet: mount what lies elsewhere with --mount type=bind or --tmpfs",
                        pointsToHelp: false)
                },
                .flag("ignore", "Do not fail when the volume is there already") { $0.ignore = $1 },
                .string("name", "name", "The name, for scripts of docker", hidden: true) { $0.name = $1 },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                if call.options.name != nil, !call.operands.isEmpty {
                    throw EngineError(
                        .invalid, "conflicting options: either specify --name or provide positional arg, not both")
                }
                let engine = try call.globals.engine()
                let given = call.operands.first ?? call.options.name ?? ""
                let name = given.isEmpty ? ContainerIdentity.makeID() : given
                try engine.volumes.create(
                    name, labels: call.options.labels, isAnonymous: given.isEmpty, ignoringExisting: call.options.ignore
                )
                Console.print(name)
                return 0
            }
        }
    }
}
