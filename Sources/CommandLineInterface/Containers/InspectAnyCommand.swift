internal import CommandLineGrammar
internal import ContainerEngine
internal import JSONText

extension InspectCommand {
    /// `apus inspect`: a container, image or volume, whichever has the name.
    static let any = Command<Globals>.verb(
        "inspect", "Show everything that is known of containers, images or volumes", heading: "Containers"
    ) {
        Verb(
            usage: "NAME [NAME...]",
            description: "Looks for a container first, then for an image, then for a volume.",
            examples: ["apus inspect web", "apus inspect --type image --format '{{.Config.Cmd}}' debian:12"],
            operands: .any, completes: [.containers],
            options: rows + [
                .value(
                    "type", short: "t", "kind", "Only look for these: container, image, volume, all", default: "all",
                    completes: .values(["container", "image", "volume", "all"])
                ) { (options, text) throws(UsageError) in
                    guard ["image", "container", "pod", "network", "volume", "all"].contains(text) else {
                        throw UsageError(
                            "invalid type \"\(text)\": must be \"image\", \"container\", \"pod\", \"network\", \"volume\", or \"all\"",
                            pointsToHelp: false)
                    }
                    options.type = text
                }
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let type = call.options.type
                if type == "pod" || type == "network" {
                    throw EngineError(
                        .unsupported, "--type \(type) is not there yet: there are no \(type)s in this version of apus")
                }
                return try run(
                    call.operands, call.options, call.globals, kinds: kinds.filter { type == "all" || $0.type == type },
                    what: type == "all" ? "object" : type)
            }
        }
    }

    private static let kinds = [
        containers,
        Kind(type: "image") { (word, engine, _) throws(EngineError) in try ImageInspection.documents(word, engine) },
        Kind(type: "volume") { (word, engine, _) throws(EngineError) in try VolumeInspection.documents(word, engine) },
    ]
}
