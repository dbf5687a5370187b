internal import CommandLineGrammar
internal import ContainerEngine
internal import JSONText
internal import RegistryAccess

extension InspectCommand {
    /// `apus inspect`: a container, image or volume, whichever has the name.
    static let any = Command<Globals>.verb(
        "inspect", "Show everything that is known of containers, images or volumes", heading: "Containers"
    ) {
        Verb(
            usage: "NAME [NAME...]",
            description: """
                Looks for a container first, then for an image, then for a volume. A name with a transport, such as \
                docker://debian or oci:/tmp/layout, is an image elsewhere: its documents are read and nothing is pulled.
                """,
            examples: [
                "apus inspect web", "apus inspect --type image --format '{{.Config.Cmd}}' debian:12", "apus inspect docker://debian:12",
            ],
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
            ] + PlaceInspectCommand.rows(\.place), initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let type = call.options.type
                if let first = call.operands.first, ImagePlace.hasTransport(first), type == "all" || type == "image" {
                    guard call.operands.count == 1 else {
                        throw EngineError(.invalid, "\(first): one image with a transport is inspected at a time")
                    }
                    return try PlaceInspectCommand.run(
                        first, call.options.place, format: call.options.format, try call.globals.engine())
                }
                if let name = PlaceInspectCommand.names.first(where: { call.isGiven($0) }) {
                    throw EngineError(.invalid, "--\(name) is for an image with a transport, such as docker://debian")
                }
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
