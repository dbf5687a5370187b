internal import OCISpecification
internal import ImageStorage
internal import CommandLineGrammar
internal import ContainerEngine
internal import Linux

/// `apus load`: brings the images of an archive.
enum LoadCommand {
    struct Options {
        var input: String?
        var quiet = false
        var platforms: [Platform] = []
        var registry = RegistryFlags()
    }

    static let command = Command<Globals>.verb("load", "Load images from an archive", heading: "Images") {
        Verb(
            description: """
                Brings the images of an archive that `save` of apus, docker or podman wrote: docker's format or OCI's, compressed \
                or not, from a file or from standard input. With --platform only the images for that platform come, of images for several \
                platforms as of others.
                """,
            examples: [
                "apus load -i images.tar", "apus load --platform linux/arm64 -i images.tar", "ssh host docker save app | apus load",
            ],
            options: [
                .string("input", short: "i", "file", "Read from this file instead of standard input", completes: .files) {
                    $0.input = $1
                },
                PlatformFlags.listRow(\.platforms, "Bring the images for this platform only; may be repeated"),
                .flag("quiet", short: "q", "Show no progress") { $0.quiet = $1 },
                .string("signature-policy", "file", "The policy for images, in place of policy.json", hidden: true, completes: .files) {
                    $0.registry.policyFile = $1
                },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let input = call.options.input.flatMap { $0 == "-" ? nil : $0 }
                if input == nil, Terminal.isTerminal(0) {
                    throw EngineError(
                        .invalid, "cannot read from terminal. Use command-line redirection or the --input flag.")
                }
                let engine = try call.globals.engine()
                let loaded = try engine.loadImages(
                    from: input, platforms: call.options.platforms, options: try call.options.registry.options(engine))
                for image in loaded {
                    let names = image.names.isEmpty ? [image.id.description] : image.names.map(\.description)
                    for name in names { Console.print("Loaded image: \(name)") }
                }
                return 0
            }
        }
    }
}
