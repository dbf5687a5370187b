internal import CommandLineGrammar
internal import ContainerEngine
internal import OCISpecification
internal import RegistryAccess

/// `apus image sign`: adds a signature to an image of a registry.
enum ImageSignCommand {
    struct Options {
        var signing = SigningFlags()
        var recursive = false
        var directory: String?
        var registry = RegistryFlags()
    }

    static let command = Command<Globals>.verb("sign", "Sign an image of a registry") {
        Verb(
            usage: "IMAGE [IMAGE...]",
            description: """
                Signs what a name stands for in its registry and puts the signature there: with --key one of sigstore, as cosign \
                makes it, with --sign-by a simple one by GPG, in the place that registries.d names. Of an image for several \
                platforms the index is signed; --all signs its images too, which is what podman checks.
                """,
            examples: ["apus image sign --key cosign.key registry.example.com/team/app:1.0"],
            operands: .atLeast(1),
            options: [
                .string("key", "file", "Sign with this private key of sigstore", completes: .files) { $0.signing.sigstoreKey = $1 },
                .flag("all", short: "a", "Sign the images of an index as well") { $0.recursive = $1 },
                .flag("recursive", short: "r", "As --all") { $0.recursive = $1 },
                .string("directory", short: "d", "dir", "Put simple signatures into this directory", completes: .directories) {
                    $0.directory = $1
                },
            ] + SigningFlags.rows(\.signing) + RegistryFlags.rows(\.registry),
            initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                let engine = try call.globals.engine()
                let settings = try call.options.registry.options(engine)
                var choice = try call.options.signing.choice(settings)
                if let directory = call.options.directory {
                    guard choice.gpgKey != nil else {
                        throw EngineError(.invalid, "--directory is for simple signatures: give --sign-by KEY")
                    }
                    choice.directory = try Globals.absolute(directory)
                }
                guard !choice.isEmpty else {
                    throw EngineError(.invalid, "there is no key to sign with: give --key FILE or --sign-by KEY")
                }
                let complete = choice
                return forEach(call.operands) { (word) throws(EngineError) in
                    try engine.sign(word, complete, recursive: call.options.recursive, options: settings).first?.description
                }
            }
        }
    }
}

/// `apus image verify`: checks the signatures of sigstore that an image of a registry has.
enum ImageVerifyCommand {
    struct Options {
        var keys: [String] = []
        var identity: ImageReference?
        var registry = RegistryFlags()
    }

    static let command = Command<Globals>.verb("verify", "Check the signatures of an image of a registry") {
        Verb(
            usage: "--key FILE IMAGE [IMAGE...]",
            description: """
                Succeeds when an image has a signature of sigstore that one of the keys made for exactly this image, and prints \
                what was signed. No policy is asked.
                """,
            examples: ["apus image verify --key cosign.pub registry.example.com/team/app:1.0"],
            operands: .atLeast(1),
            options: [
                .strings("key", "file", "A public key; may be repeated", completes: .files) { $0.keys += $1 },
                .value("sign-identity", "name", "The name that the signature has to be for") { (options, text) throws(UsageError) in
                    do throws(ImageReferenceError) { options.identity = try ImageReference(parsing: text).withDefaultTag } catch {
                        throw .invalidValue("\(error)")
                    }
                },
            ] + RegistryFlags.rows(\.registry),
            initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                guard !call.options.keys.isEmpty else { throw EngineError(.invalid, "there is no key to check with: give --key FILE") }
                let engine = try call.globals.engine()
                let settings = try call.options.registry.options(engine)
                return forEach(call.operands) { (word) throws(EngineError) in
                    try engine.verify(word, keys: call.options.keys, identity: call.options.identity, options: settings)
                        .map { String(decoding: $0.payload, as: UTF8.self) }.joined(separator: "\n")
                }
            }
        }
    }
}
