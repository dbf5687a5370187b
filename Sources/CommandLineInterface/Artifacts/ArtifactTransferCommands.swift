internal import CommandLineGrammar
internal import ContainerEngine
internal import OCISpecification

/// `apus artifact pull` and `push`.
enum ArtifactTransferCommands {
    struct Options {
        var quiet = false
        var digestFile: String?
        var signing = SigningFlags()
        var encryption = EncryptionFlags()
        var registry = RegistryFlags()
    }

    static let pull = Command<Globals>.verb("pull", "Bring an artifact from a registry") {
        Verb(
            usage: "NAME", description: "Brings an artifact, or any image as an artifact, and prints its digest.",
            operands: .exactly(1),
            options: [
                .flag("quiet", short: "q", "Show no progress") { $0.quiet = $1 },
                RegistryFlags.decryptionRow(\.registry),
            ] + RegistryFlags.rows(\.registry), initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                let progress = PullProgress(quiet: call.options.quiet)
                defer { progress.finish() }
                let digest = try engine.pullArtifact(call.operands[0], options: try call.options.registry.options(engine)) {
                    progress.tell($0)
                }
                Console.print(digest.hex)
                return 0
            }
        }
    }

    static let push = Command<Globals>.verb("push", "Send an artifact to its registry") {
        Verb(
            usage: "NAME", description: "Sends an artifact to the registry that its name tells, and prints its digest.",
            operands: .exactly(1),
            options: [
                .flag("quiet", short: "q", "Show no progress") { $0.quiet = $1 },
                .string("digestfile", "file", "Write the digest to this file", completes: .files) { $0.digestFile = $1 },
            ] + EncryptionFlags.rows(\.encryption) + SigningFlags.rows(\.signing) + RegistryFlags.rows(\.registry), initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                let progress = PullProgress(quiet: call.options.quiet)
                defer { progress.finish() }
                let settings = try call.options.registry.options(engine)
                let digest = try engine.pushArtifact(
                    call.operands[0], signing: try call.options.signing.choice(settings),
                    encryption: try call.options.encryption.choice(), options: settings
                ) { progress.tell($0) }
                try writeDigest(digest.description, to: call.options.digestFile)
                Console.print(digest.hex)
                return 0
            }
        }
    }
}
