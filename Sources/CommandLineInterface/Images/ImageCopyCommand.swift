internal import CommandLineGrammar
internal import ContainerEngine
internal import OCISpecification
internal import RegistryAccess

/// `apus copy`, also `apus image copy`: an image from place to place.
enum ImageCopyCommand {
    struct Options {
        var all = false
        var selection: CopyRequest.Selection?
        var format: CopyFormat?
        var preservesDigests = false
        var tags: [ImageReference] = []
        var digestFile: String?
        var packing = PackingFlags()
        var encryption = EncryptionFlags()
        var signing = SigningFlags()
        var quiet = false
        var platform = PlatformFlags()
        var common = RegistryFlags()
        var source = SideFlags()
        var destination = SideFlags()
    }

    static let command = Command<Globals>.verb("copy", "Copy an image from place to place", heading: "Images") {
        Verb(
            usage: "SOURCE DESTINATION",
            description: """
                Copies an image without running it. Source and destination each begin with a transport: docker://NAME, \
                oci:DIRECTORY[:NAME], oci-archive:FILE[:NAME], docker-archive:FILE[:NAME], dir:DIRECTORY or \
                containers-storage:NAME. Every byte stays as it is, and with it the digest; what the destination has is not sent \
                again. Of an image for several platforms the one of this machine is taken; --all takes all.
                """,
            examples: [
                "apus copy docker://debian:12 oci:/tmp/layout:debian",
                "apus copy --all docker://registry.example.com/app:1 docker://other.example.com/app:1",
                "apus copy containers-storage:app docker-archive:/tmp/app.tar:app:1",
            ],
            operands: .exactly(2), completes: [.images, .files], options: rows, initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in try run(call.options, call.operands, call.globals) }
        }
    }

    private static var rows: [OptionRow<Options>] {
        [
            .flag("all", short: "a", "Copy the index with all its platforms") { $0.all = $1 },
            .value(
                "multi-arch", "what", "What to take of an index: system, all or index-only", default: "system",
                completes: .values(["system", "all", "index-only"])
            ) { (options, text) throws(UsageError) in
                switch text {
                case "system": options.selection = .one(nil)
                case "all": options.selection = .all
                case "index-only": options.selection = .indexOnly
                default: throw .invalidValue("it is one of system, all, index-only")
                }
            },
            CopyFormatOption.row(\.format),
            .flag("preserve-digests", "Fail rather than change a digest") { $0.preservesDigests = $1 },
            .value("additional-tag", "name", "One more name in an archive of docker's format; may be repeated") {
                (options, text) throws(UsageError) in
                do throws(ImageReferenceError) { options.tags.append(try ImageReference(parsing: text).withDefaultTag) } catch {
                    throw .invalidValue("\(error)")
                }
            },
            .string("digestfile", "file", "Write the digest of what was copied to this file", completes: .files) {
                $0.digestFile = $1
            },
            .flag("quiet", short: "q", "Show nothing") { $0.quiet = $1 },
            .flag("remove-signatures", "Copy no signatures: those of the source never are") { _, _ in },
            .flag("dest-precompute-digests", "Accepted for scripts: digests are always known before blobs are sent", hidden: true) {
                _, _ in
            },
            .flag("dest-oci-accept-uncompressed-layers", "Accepted for scripts: layers stay as they are", hidden: true) { _, _ in },
            RegistryFlags.decryptionRow(\.common),
        ] + PackingFlags.copyRows(\.packing) + EncryptionFlags.rows(\.encryption) + SigningFlags.rows(\.signing)
            + PlatformFlags.overrideRows(\.platform)
            + RegistryFlags.commonRows(\.common)
            + SideFlags.rows("src", "the source", \.source) + SideFlags.rows("dest", "the destination", \.destination)
    }

    private static func run(_ options: Options, _ operands: [String], _ globals: Globals) throws(EngineError) -> Int32 {
        let engine = try globals.engine()
        var request = CopyRequest(from: try Engine.place(operands[0]), to: try Engine.place(operands[1]))
        request.selection = try selection(options)
        request.format = options.format
        request.packing = try options.packing.packing()
        request.encryption = try options.encryption.choice()
        request.preservesDigests = options.preservesDigests
        request.additionalTags = options.tags
        let source = try options.source.options(engine, common: options.common)
        let destination = try options.destination.options(engine, common: options.common)
        request.signing = try options.signing.choice(destination)
        let progress = PullProgress(quiet: options.quiet)
        let copied: CopiedImage
        do throws(EngineError) {
            copied = try engine.copy(
                request, source: source, destination: destination
            ) { progress.tell($0) }
            progress.finish()
        } catch {
            progress.finish()
            throw error
        }
        if !options.quiet { Console.complain("Copied \(request.destination) (\(copied.digest))") }
        try writeDigest(copied.digest.description, to: options.digestFile)
        return 0
    }

    private static func selection(_ options: Options) throws(EngineError) -> CopyRequest.Selection {
        let platform = try options.platform.wanted()
        var selection = options.selection ?? .one(platform)
        if selection == .one(nil) { selection = .one(platform) }
        if options.all {
            guard options.selection == nil || options.selection == .all else {
                throw EngineError(.invalid, "--all and --multi-arch contradict each other")
            }
            selection = .all
        }
        if case .one = selection { return selection }
        guard platform == nil else { throw EngineError(.invalid, "one platform and several were asked for at the same time") }
        return selection
    }
}
