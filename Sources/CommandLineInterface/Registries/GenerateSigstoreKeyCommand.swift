internal import CommandLineGrammar
internal import ContainerEngine
internal import ImageTrust
internal import Linux

/// `apus generate-sigstore-key`: a pair of keys for signing images.
enum GenerateSigstoreKeyCommand {
    struct Options {
        var prefix: String?
        var passphraseFile: String?
    }

    static let command = Command<Globals>.verb("generate-sigstore-key", "Make a pair of keys for signing images", heading: "Registries") {
        Verb(
            description: """
                Makes a private key, PREFIX.private, which its passphrase protects, and the public key to it, PREFIX.pub. Both are \
                in the form of cosign.
                """,
            examples: ["apus generate-sigstore-key --output-prefix release"],
            options: [
                .string("output-prefix", "prefix", "What the names of the files begin with", completes: .files) { $0.prefix = $1 },
                .string("passphrase-file", "file", "Read the passphrase from this file", completes: .files) { $0.passphraseFile = $1 },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                guard let prefix = call.options.prefix, !prefix.isEmpty else {
                    throw EngineError(.invalid, "--output-prefix is missing: it says where the keys are to be written")
                }
                let (secret, open) = (prefix + ".private", prefix + ".pub")
                do throws(SystemCallError) {
                    for path in [secret, open] where try exists(path) {
                        throw SystemCallError(call: "create", subject: path, errno: .exists)
                    }
                } catch { throw EngineError("writing the keys", error) }
                var environment: [String: String] = [:]
                if let known = environmentVariable("COSIGN_PASSWORD") { environment["COSIGN_PASSWORD"] = known }
                let passphrase = try Passphrase.read(call.options.passphraseFile, environment: environment, confirmed: true)
                let key = SigstorePrivateKey()
                let text: String
                do throws(TrustError) { text = try key.encrypted(passphrase: passphrase) } catch {
                    throw EngineError(.system, error.description)
                }
                do throws(SystemCallError) {
                    try writeNamedFile(secret, with: Array(text.utf8), mode: 0o600)
                    try writeNamedFile(open, with: Array(key.publicText.utf8), mode: 0o644)
                } catch { throw EngineError("writing the keys", error) }
                Console.print("Key written to \"\(secret)\" and \"\(open)\"")
                return 0
            }
        }
    }
}
