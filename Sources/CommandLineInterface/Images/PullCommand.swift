internal import CommandLineGrammar
internal import ContainerEngine
internal import ImageStorage
internal import OCISpecification
internal import RegistryAccess

/// `apus pull`: brings images from registries.
enum PullCommand {
    struct Options {
        var quiet = false
        var allTags = false
        var platform = PlatformFlags()
        var policy = PullPolicy.always
        var registry = RegistryFlags()
    }

    static let command = Command<Globals>.verb("pull", "Pull images from a registry", heading: "Images") {
        Verb(
            usage: "IMAGE [IMAGE...]",
            description: """
                Brings images from registries and prints their ids. Layers that are there already are not fetched again, and \
                what was fetched before an interruption is kept. A name without a registry is one of docker.io. A name may begin \
                with a transport: oci:DIRECTORY[:NAME], oci-archive:FILE[:NAME], docker-archive:FILE[:NAME] and dir:DIRECTORY \
                bring images of this machine. Encrypted layers are decrypted with --decryption-key.
                """,
            examples: [
                "apus pull debian:12", "apus pull --platform linux/arm64 registry.example.com/team/app", "apus pull oci:/tmp/layout:1.0",
            ],
            operands: .atLeast(1), completes: [.images],
            options: [
                .flag("quiet", short: "q", "Print nothing but the id") { $0.quiet = $1 },
                .flag("all-tags", short: "a", "Pull every tag of the repository") { $0.allTags = $1 },
                .value(
                    "policy", "policy", "When to pull: always, missing, never or newer", default: "always",
                    completes: .values(["always", "missing", "never", "newer"])
                ) { (options, text) throws(UsageError) in
                    guard let policy = PullPolicy(rawValue: text) else {
                        throw .invalidValue("it is one of always, missing, never, newer")
                    }
                    options.policy = policy
                },
                .flag(
                    "disable-content-trust", "Accepted for scripts of docker: nothing is signed that way", hidden: true
                ) { _, _ in },
                RegistryFlags.decryptionRow(\.registry),
            ] + PlatformFlags.rows(\.platform) + RegistryFlags.rows(\.registry),
            initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                let platform = try call.options.platform.wanted()
                return forEach(call.operands) { (word) throws(EngineError) in
                    try pull(word, call.options, platform, engine).joined(separator: "\n")
                }
            }
        }
    }

    /// The ids of what was pulled.
    private static func pull(
        _ word: String, _ options: Options, _ platform: Platform?, _ engine: Engine
    ) throws(EngineError) -> [String] {
        if ImagePlace.hasTransport(word), !word.hasPrefix("docker://") {
            guard !options.allTags else {
                throw EngineError(.invalid, "--all-tags takes a repository of a registry, not \(word)")
            }
            let progress = PullProgress(quiet: options.quiet)
            defer { progress.finish() }
            return try engine.pull(
                from: try Engine.place(word), platform: platform, options: try options.registry.options(engine)
            ) { progress.tell($0) }
        }
        let text = word.hasPrefix("docker://") ? String(word.dropFirst(9)) : word
        if options.allTags {
            var request = try Engine.pullRequest(text, platform)
            guard text == request.reference.repositoryName(in: text) else {
                throw EngineError(.invalid, "tag can't be used with --all-tags: give the repository alone")
            }
            request.platform = platform
            let progress = PullProgress(quiet: options.quiet)
            defer { progress.finish() }
            return try engine.pullAllTags(request, options: try options.registry.options(engine)) { progress.tell($0) }
                .map { $0.record.id.hex }
        }
        let resolved = try engine.resolveImage(
            text, platform: platform?.description, policy: options.policy, choose: ShortNamePrompt.question
        ) {
            (request) throws(EngineError) in
            if !options.quiet { Console.complain("Trying to pull \(request.reference)...") }
            let progress = PullProgress(quiet: options.quiet)
            defer { progress.finish() }
            return try engine.pull(request, options: try options.registry.options(engine)) { progress.tell($0) }
        }
        return [resolved.id]
    }
}

extension ImageReference {
    /// The text, if it names the repository without tag and digest.
    fileprivate func repositoryName(in text: String) -> String {
        let last = text.split(separator: "/").last ?? ""
        return last.contains(":") || last.contains("@") ? "" : text
    }
}
