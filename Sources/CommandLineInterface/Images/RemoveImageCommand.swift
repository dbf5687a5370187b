internal import CommandLineGrammar
internal import ContainerEngine
internal import OCISpecification

/// `apus rmi`: removes images.
enum RemoveImageCommand {
    struct Options {
        var all = false
        var force = false
        var ignore = false
        var platforms: [Platform] = []
    }

    static let rmi = Command<Globals>.verb("rmi", "Remove images", heading: "Images") {
        Verb(
            usage: "IMAGE [IMAGE...]",
            description: """
                Takes the name from an image; with its last name the image goes. The exit code is 1 when an image is not there \
                and 2 when containers use one. With --platform the image for that platform goes and the others of the list stay: the names \
                go with the last of them.
                """,
            examples: ["apus rmi app:1", "apus rmi --platform linux/arm64 app:1"],
            operands: .any, completes: [.images],
            options: [
                .flag("all", short: "a", "Remove every image that no container uses") { $0.all = $1 },
                .flag("force", short: "f", "Remove the containers that use it too") { $0.force = $1 },
                .flag("ignore", short: "i", "Say nothing of images that are not there") { $0.ignore = $1 },
                PlatformFlags.listRow(\.platforms, "Remove the image for this platform only; may be repeated"),
                .flag("no-prune", "Accepted for scripts: no other image is ever removed with one") { _, _ in },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                try run(call.options, call.operands, call.globals)
            }
        }
    }

    private static func run(_ options: Options, _ words: [String], _ globals: Globals) throws(EngineError) -> Int32 {
        if options.all, !words.isEmpty {
            throw EngineError(.invalid, "when using the --all switch, you may not pass any images names or IDs")
        }
        if !options.all, words.isEmpty { throw EngineError(.invalid, "image name or ID must be specified") }
        if options.all, !options.platforms.isEmpty {
            throw EngineError(.invalid, "--all and --platform exclude each other: name the images")
        }
        let engine = try globals.engine()
        let deletion =
            !options.platforms.isEmpty
            ? try engine.removeImages(words, platforms: options.platforms, force: options.force)
            : options.all ? try engine.removeAllImages(force: options.force) : try engine.removeImages(words, force: options.force)
        for name in deletion.untagged { Console.print("Untagged: \(name)") }
        for id in deletion.deleted { Console.print("Deleted: \(id)") }
        let quiet = options.ignore || options.force
        return report(deletion.failures.filter { !(quiet && $0.code == .notFound) })
    }

    /// 1: only images that are not there; 2: some are in use; 125: anything else.
    private static func report(_ failures: [EngineError]) -> Int32 {
        var code: Int32 = 0
        for failure in failures {
            Console.complain("Error: \(failure.message)")
            switch failure.code {
            case .notFound: if code == 0 { code = 1 }
            case .conflict: if code < 2 { code = 2 }
            default: code = 125
            }
        }
        return code
    }

    /// `run --rmi`: the image goes with its container, unless others need it.
    static func removeAfterRun(_ image: String, _ engine: Engine) {
        do throws(EngineError) {
            let deletion = try engine.removeImages([image], force: false)
            for failure in deletion.failures where failure.code != .conflict {
                Console.complain("Warning: the image was not removed: \(failure.message)")
            }
        } catch { Console.complain("Warning: the image was not removed: \(error.message)") }
    }
}
