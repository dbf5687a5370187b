internal import CommandLineGrammar
internal import ContainerEngine
internal import Linux
internal import OCISpecification
internal import RegistryAccess

/// `apus sync`: many images from a registry or directory to another, as skopeo does it.
enum SyncCommand {
    struct Options {
        var source: SyncPlan.Kind?
        var destination: SyncPlan.Kind?
        var all = false
        var scoped = false
        var dryRun = false
        var keepsGoing = false
        var suffix = ""
        var digestFile: String?
        var format: CopyFormat?
        var preservesDigests = false
        var signing = SigningFlags()
        var common = RegistryFlags()
        var from = SideFlags()
        var to = SideFlags()
    }

    static let command = Command<Globals>.verb("sync", "Copy many images between registries and directories", heading: "Registries") {
        Verb(
            usage: "--src KIND --dest KIND SOURCE DESTINATION",
            description: """
                Copies images from a registry (docker) or a directory (dir) to another. A source in a registry is a repository, of \
                which all tags are copied, or an image; a source directory is searched for images. A file (yaml) names registries and \
                their repositories, each with tags, digests, a regular expression or a range of versions, as skopeo-sync(1) \
                describes it. Below the destination each image has the last part of its name, or with --scoped all of it.
                """,
            examples: [
                "apus sync --src docker --dest dir registry.example.com/busybox /media/usb",
                "apus sync --src dir --dest docker /media/usb other.example.com/mirror",
                "apus sync --src yaml --dest docker images.yaml other.example.com/mirror",
            ],
            operands: .exactly(2), completes: [.files], options: rows, initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in try run(call.options, call.operands, call.globals) }
        }
    }

    private static func kind(
        _ name: String, short: Unicode.Scalar, _ help: String, _ known: [SyncPlan.Kind],
        _ path: WritableKeyPath<Options, SyncPlan.Kind?>
    ) -> OptionRow<Options> {
        let words = known.map(\.rawValue)
        return .value(name, short: short, "kind", help, completes: .values(words)) { (options, text) throws(UsageError) in
            guard let kind = SyncPlan.Kind(rawValue: text), known.contains(kind) else {
                throw .invalidValue("it is one of \(words.joined(separator: ", "))")
            }
            options[keyPath: path] = kind
        }
    }

    private static var rows: [OptionRow<Options>] {
        [
            kind("src", short: "s", "What the source is: docker, dir or yaml", [.docker, .dir, .yaml], \.source),
            kind("dest", short: "d", "What the destination is: docker or dir", [.docker, .dir], \.destination),
            .flag("all", short: "a", "Copy indexes with all their platforms") { $0.all = $1 },
            .flag("scoped", "Put the whole name of the source below the destination") { $0.scoped = $1 },
            .flag("dry-run", "Tell what would be copied, and copy nothing") { $0.dryRun = $1 },
            .flag("keep-going", "Go on after a failure; the exit code tells of it") { $0.keepsGoing = $1 },
            .string("append-suffix", "text", "Put this after each tag") { $0.suffix = $1 },
            .string("digestfile", "file", "Write the digest and the name of each image that was copied to this file", completes: .files) {
                $0.digestFile = $1
            },
            CopyFormatOption.row(\.format),
            .flag("preserve-digests", "Fail rather than change a digest") { $0.preservesDigests = $1 },
            .flag("remove-signatures", "Copy no signatures: none ever are") { _, _ in },
        ] + SigningFlags.rows(\.signing) + RegistryFlags.commonRows(\.common) + SideFlags.rows("src", "the source", \.from)
            + SideFlags.rows("dest", "the destination", \.to)
    }

    private static func run(_ options: Options, _ operands: [String], _ globals: Globals) throws(EngineError) -> Int32 {
        guard let source = options.source, let destination = options.destination else {
            throw EngineError(.invalid, "sync needs --src docker|dir|yaml and --dest docker|dir, which say what its arguments are")
        }
        guard source != .dir || destination != .dir else {
            throw EngineError(.invalid, "sync from \"dir\" to \"dir\" not implemented, consider using rsync instead")
        }
        let engine = try globals.engine()
        let from = try options.from.options(engine, common: options.common)
        let to = try options.to.options(engine, common: options.common)
        let plan = try engine.syncPlan(
            from: operands[0], source, to: operands[1], destination, scoped: options.scoped, suffix: options.suffix,
            keepsGoing: options.keepsGoing, options: from)
        for failure in plan.failures { Console.complain("Error: \(failure.message)") }
        let signing = try options.signing.choice(to)
        var failures = 0
        var digests = ""
        for step in plan.steps {
            if options.dryRun {
                Console.print("Would have copied image from \(step.source) to \(step.destination)")
                continue
            }
            do throws(EngineError) {
                digests += "\(try copy(step, options, signing, step.options ?? from, to, engine)) \(step.destination)\n"
            } catch {
                guard options.keepsGoing else { throw error }
                Console.complain("Error: \(error.message)")
                failures += 1
            }
        }
        if options.dryRun {
            Console.complain("Would have synced \(plan.steps.count) images")
        } else {
            try writeDigest(digests, to: options.digestFile)
            Console.complain("Synced \(plan.steps.count - failures) images")
        }
        if failures > 0 { throw EngineError(.system, "\(failures) of \(plan.steps.count) images were not copied") }
        if let first = plan.failures.first {
            throw EngineError(first.code, "\(plan.failures.count) entries of \(operands[0]) could not be looked up, see above")
        }
        return 0
    }

    /// Answers the digest at the destination.
    private static func copy(
        _ step: SyncPlan.Step, _ options: Options, _ signing: SigningChoice, _ from: RegistryOptions, _ to: RegistryOptions,
        _ engine: Engine
    ) throws(EngineError) -> Digest {
        if case .directory(let path) = step.destination {
            let isThere: Bool
            do throws(SystemCallError) {
                isThere = try exists(path)
                if !isThere, let slash = path.lastIndex(of: "/"), slash != path.startIndex {
                    _ = try makeDirectories(String(path[..<slash]))
                }
            } catch { throw EngineError("sync: making \(path)", error) }
            if isThere {
                throw EngineError(
                    .conflict, "sync: refusing to overwrite the directory \(path): remove it first, or name another destination")
            }
        }
        var request = CopyRequest(from: step.source, to: step.destination)
        request.selection = options.all ? .all : .one(nil)
        request.format = options.format
        request.preservesDigests = options.preservesDigests
        request.signing = signing
        Console.complain("Copying \(step.source) to \(step.destination)")
        return try engine.copy(request, source: from, destination: to).digest
    }
}
