internal import CommandLineGrammar
internal import ContainerEngine
internal import ImageTrust
internal import Linux
internal import OCISpecification
internal import RegistryAccess

/// How what is sent is signed: `--sign-by` and `--sign-by-sigstore-private-key`.
struct SigningFlags {
    var gpgKey: String?
    var sigstoreKey: String?
    /// A file that says how signatures of sigstore are made.
    var parameterFile: String?
    var passphraseFile: String?
    var identity: ImageReference?

    static func rows<Options>(_ path: WritableKeyPath<Options, SigningFlags>) -> [OptionRow<Options>] {
        [
            .string("sign-by", "key", "Add a simple signature by this key of GPG") { $0[keyPath: path].gpgKey = $1 },
            .string("sign-by-sigstore-private-key", "file", "Add a signature of sigstore by this private key", completes: .files) {
                $0[keyPath: path].sigstoreKey = $1
            },
            .later("sign-by-sq-fingerprint", "fingerprint", "signatures by Sequoia-PGP"),
            .string(
                "sign-by-sigstore", "file", "Add a signature of sigstore as this file says (containers-sigstore-signing-params.yaml(5))",
                completes: .files
            ) { $0[keyPath: path].parameterFile = $1 },
            .string("sign-passphrase-file", "file", "Read the key's passphrase from this file", completes: .files) {
                $0[keyPath: path].passphraseFile = $1
            },
            .value("sign-identity", "name", "The name that the signature is for, in place of the destination") {
                (options, text) throws(UsageError) in
                do throws(ImageReferenceError) {
                    options[keyPath: path].identity = try ImageReference(parsing: text).withDefaultTag
                } catch { throw .invalidValue("\(error)") }
            },
        ]
    }

    /// Opens the key, asking for its passphrase when nothing else tells it.
    func choice(_ settings: RegistryOptions) throws(EngineError) -> SigningChoice {
        var choice = SigningChoice()
        choice.gpgKey = gpgKey
        choice.identity = identity
        var (sigstoreKey, passphraseFile) = (sigstoreKey, passphraseFile)
        if let parameterFile {
            guard sigstoreKey == nil else {
                throw EngineError(.invalid, "--sign-by-sigstore and --sign-by-sigstore-private-key exclude each other")
            }
            do throws(TrustError) {
                let parameters = try SigningParameters.read(parameterFile)
                sigstoreKey = parameters.privateKeyFile
                passphraseFile = passphraseFile ?? parameters.passphraseFile
                choice.logAddress = parameters.logAddress
            } catch { throw EngineError(error.code == .unsupported ? .unsupported : .invalid, error.description) }
        }
        guard let sigstoreKey else {
            choice.passphraseFile = passphraseFile
            return choice
        }
        if gpgKey != nil, passphraseFile != nil {
            throw EngineError(.invalid, "--sign-passphrase-file goes with one key, and --sign-by gives another")
        }
        let passphrase = try Passphrase.read(passphraseFile, environment: settings.environment, confirmed: false)
        do throws(TrustError) { choice.sigstoreKey = try SigstorePrivateKey.read(sigstoreKey, passphrase: passphrase) } catch {
            throw EngineError(.invalid, error.description)
        }
        return choice
    }
}

/// The passphrase of a private key: from a file, from `COSIGN_PASSWORD`, or from the terminal.
enum Passphrase {
    static func read(_ file: String?, environment: [String: String], confirmed: Bool) throws(EngineError) -> [UInt8] {
        if let file {
            do throws(SystemCallError) {
                var bytes = try readFile(file, limit: 1 << 20)
                while let last = bytes.last, [10, 13, 32, 9].contains(last) { bytes.removeLast() }
                return Array(bytes.drop { [10, 13, 32, 9].contains($0) })
            } catch { throw EngineError("reading the passphrase", error) }
        }
        if let known = environment["COSIGN_PASSWORD"] { return Array(known.utf8) }
        let first = try SecretInput.ask("Passphrase for the private key: ", hidden: true)
        if confirmed, try SecretInput.ask("Once more: ", hidden: true) != first {
            throw EngineError(.invalid, "the passphrases are not the same")
        }
        return Array(first.utf8)
    }
}
