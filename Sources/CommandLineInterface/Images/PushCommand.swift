internal import ImageStorage
internal import OCISpecification
internal import CommandLineGrammar
internal import ContainerEngine
internal import Linux
internal import RegistryAccess

/// `apus push`: sends images to registries.
enum PushCommand {
    struct Options {
        var quiet = false
        var allTags = false
        var digestFile: String?
        var format: CopyFormat?
        var packing = PackingFlags()
        var platform = PlatformFlags()
        var signing = SigningFlags()
        var encryption = EncryptionFlags()
        var registry = RegistryFlags()
    }

    static let command = Command<Globals>.verb("push", "Push an image to a registry", heading: "Images") {
        Verb(
            usage: "IMAGE [DESTINATION]",
            description: """
                Sends an image to a registry, under its own name or under another one. Every byte goes as it was pulled or \
                built, so that the digest stays; what the registry has already is not sent again. The destination may begin with \
                a transport: oci:DIRECTORY[:NAME], oci-archive:FILE[:NAME], docker-archive:FILE[:NAME] and dir:DIRECTORY write to \
                this machine.
                """,
            examples: [
                "apus push registry.example.com/team/app:1.0", "apus push app registry.example.com/team/app:1.0",
                "apus push --digestfile digest registry.example.com/team/app", "apus push app oci:/tmp/layout:1.0",
            ],
            operands: .between(1, 2), completes: [.images], options: rows, initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in try run(call.options, call.operands, call.globals) }
        }
    }

    private static var rows: [OptionRow<Options>] {
        [
            .flag("quiet", short: "q", "Show nothing") { $0.quiet = $1 },
            .flag("all-tags", short: "a", "Push every tag of the repository") { $0.allTags = $1 },
            .string("digestfile", "file", "Write the digest of what was pushed to this file", completes: .files) {
                $0.digestFile = $1
            },
            CopyFormatOption.row(\.format),
            .flag("compress", "Compress layers that are not, where a directory is written") { $0.packing.compresses = $1 },
            .flag("remove-signatures", "Send no signatures: those of the source never are") { _, _ in },
            .flag("disable-content-trust", "Accepted for scripts of docker: nothing is signed that way", hidden: true) {
                _, _ in
            },
            PlatformFlags.platformRow(\.platform, "Of an index send the image for this platform alone"),
        ] + PackingFlags.pushRows(\.packing) + EncryptionFlags.rows(\.encryption) + SigningFlags.rows(\.signing)
            + RegistryFlags.rows(\.registry)
    }

    private static func run(_ options: Options, _ operands: [String], _ globals: Globals) throws(EngineError) -> Int32 {
        let engine = try globals.engine()
        let settings = try options.registry.options(engine)
        guard options.allTags else {
            let digest = try push(operands[0], to: operands.count > 1 ? operands[1] : nil, options, settings, engine)
            if let path = options.digestFile {
                do throws(SystemCallError) { try writeNamedFile(path, with: Array(digest.utf8)) } catch {
                    throw EngineError("writing the digest to \(path)", error)
                }
            }
            return 0
        }
        guard operands.count == 1, options.digestFile == nil else {
            throw EngineError(.invalid, "--all-tags takes a repository, and neither a destination nor --digestfile")
        }
        let tags = try engine.tags(ofRepository: operands[0])
        guard !tags.isEmpty else { throw EngineError(.notFound, "\(operands[0]): image not known") }
        return forEach(tags) { (tag) throws(EngineError) in
            _ = try push(tag, to: nil, options, settings, engine)
            return nil
        }
    }

    /// Answers the digest of what was pushed.
    private static func push(
        _ word: String, to destination: String?, _ options: Options, _ settings: RegistryOptions, _ engine: Engine
    ) throws(EngineError) -> String {
        let progress = PullProgress(quiet: options.quiet)
        let result: String
        do throws(EngineError) {
            let place: String
            let packing = try options.packing.packing()
            let platform = try options.platform.wanted()
            let encryption = try options.encryption.choice()
            let copies = options.format != nil || packing != nil || platform != nil || encryption != nil
            if let target = try self.place(destination, copies: copies, word, engine) {
                let copied = try engine.push(
                    word, to: target, format: options.format, packing: packing, platform: platform,
                    signing: try options.signing.choice(settings), encryption: encryption, options: settings
                ) { progress.tell($0) }
                (place, result) = (target.description, copied.digest.description)
            } else {
                let (reference, pushed) = try engine.push(
                    word, to: destination, signing: try options.signing.choice(settings), options: settings
                ) { progress.tell($0) }
                (place, result) = (reference.description, pushed.digest.description)
            }
            progress.finish()
            if !options.quiet { Console.complain("Pushed \(place) (\(result))") }
        } catch {
            progress.finish()
            throw error
        }
        return result
    }

    /// The place to copy to, where it is no name in a registry or something is to become other.
    private static func place(
        _ destination: String?, copies: Bool, _ word: String, _ engine: Engine
    ) throws(EngineError) -> ImagePlace? {
        if let destination, ImagePlace.hasTransport(destination) {
            let place = try Engine.place(destination)
            if case .registry = place, !copies { return nil }
            return place
        }
        guard copies else { return nil }
        var name = destination
        if name == nil { name = try engine.findImage(word).name?.description }
        guard let name else {
            throw EngineError(.invalid, "\(word) has no name that says where to push it: give a destination")
        }
        return try Engine.place("docker://\(name)")
    }
}
