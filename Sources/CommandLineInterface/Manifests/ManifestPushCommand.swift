internal import ImageStorage
internal import CommandLineGrammar
internal import ContainerEngine
internal import OCISpecification
internal import RegistryAccess

/// `apus manifest push`: a list with its images.
enum ManifestPushCommand {
    struct Options {
        var all = true
        var format: CopyFormat?
        var digestFile: String?
        var quiet = false
        var packing = PackingFlags()
        var variants: [LayerPacking] = []
        var signing = SigningFlags()
        var removes = false
        var registry = RegistryFlags()
    }

    static let command = Command<Globals>.verb("push", "Push a list and its images") {
        Verb(
            usage: "LIST [DESTINATION]",
            description: """
                Sends a list with the images that it names to a registry, or to another place with a transport. What is there is \
                not sent again. With --all=false only the list goes, for a registry that has the images.
                """,
            examples: [
                "apus manifest push app:1 docker://registry.example.com/app:1", "apus manifest push --all app:1 oci:/tmp/layout:app",
            ],
            operands: .between(1, 2), completes: [.images],
            options: [
                .flag("all", "Push the images with the list", default: "true") { $0.all = $1 },
                CopyFormatOption.row(\.format),
                .string("digestfile", "file", "Write the digest of the list to this file", completes: .files) { $0.digestFile = $1 },
                .flag("quiet", short: "q", "Show nothing") { $0.quiet = $1 },
                .flag("rm", "Remove the list when it has been pushed", aliases: ["purge"]) { $0.removes = $1 },
                .flag("insecure", "As --tls-verify=false") { $0.registry.tlsVerify = $1 ? false : $0.registry.tlsVerify },
                .flag("remove-signatures", "Send no signatures: those of the source never are") { _, _ in },
                .value(
                    "add-compression", "format", "Push one more of each image, packed as gzip or zstd; may be repeated",
                    completes: .values(["gzip", "zstd"])
                ) { (options, text) throws(UsageError) in
                    for word in text.split(separator: ",") {
                        switch word {
                        case "gzip": options.variants.append(LayerPacking(.gzip, isForced: true))
                        case "zstd": options.variants.append(LayerPacking(.zstd, isForced: true))
                        default: throw .invalidValue("it is one of gzip, zstd")
                        }
                    }
                },
            ] + PackingFlags.pushRows(\.packing) + SigningFlags.rows(\.signing) + RegistryFlags.rows(\.registry), initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in try run(call.options, call.operands, call.globals) }
        }
    }

    private static func run(_ options: Options, _ operands: [String], _ globals: Globals) throws(EngineError) -> Int32 {
        let engine = try globals.engine()
        let list = try engine.manifestList(operands[0])
        let text = operands.count > 1 ? operands[1] : list.name.description
        var request = CopyRequest(
            from: .store(list.name.description), to: try Engine.place(ImagePlace.hasTransport(text) ? text : "docker://\(text)"))
        request.doing = "push"
        request.asksPolicy = false
        request.selection = options.all ? .all : .indexOnly
        request.format = options.format
        request.packing = try options.packing.packing()
        request.variants = options.variants
        guard options.all || options.variants.isEmpty else {
            throw EngineError(.invalid, "--add-compression adds images, and with --all=false none are pushed")
        }
        let progress = PullProgress(quiet: options.quiet)
        let settings = try options.registry.options(engine)
        request.signing = try options.signing.choice(settings)
        let copied: CopiedImage
        do throws(EngineError) {
            copied = try engine.copy(request, source: settings, destination: settings) { progress.tell($0) }
            progress.finish()
        } catch {
            progress.finish()
            throw error
        }
        if !options.quiet { Console.complain("Pushed \(request.destination) (\(copied.digest))") }
        try writeDigest(copied.digest.description, to: options.digestFile)
        guard options.removes else { return 0 }
        let deletion = try engine.removeImages([list.name.description], force: false)
        if let failure = deletion.failures.first { throw failure }
        return 0
    }
}
