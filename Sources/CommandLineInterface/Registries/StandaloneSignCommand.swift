internal import CommandLineGrammar
internal import ContainerEngine
internal import Linux
internal import RegistryAccess

/// `apus standalone-sign`: a simple signature of a manifest in a file.
enum StandaloneSignCommand {
    struct Options {
        var output: String?
        var passphraseFile: String?
    }

    static let command = Command<Globals>.verb("standalone-sign", "Sign the manifest in a file with GPG", heading: "Registries") {
        Verb(
            usage: "MANIFEST REFERENCE KEY --output FILE",
            description: "Makes a simple signature that the manifest in a file is an image of that name.",
            examples: ["apus standalone-sign manifest.json registry.example.com/app:1 0123456789ABCDEF --output app.signature"],
            operands: .exactly(3), completes: [.files],
            options: [
                .string("output", short: "o", "file", "Write the signature to this file", completes: .files) { $0.output = $1 },
                .string("passphrase-file", "file", "Read the key's passphrase from this file", completes: .files) {
                    $0.passphraseFile = $1
                },
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                guard let output = call.options.output else {
                    throw EngineError(.invalid, "--output is missing: where to write the signature")
                }
                let signature = try StandaloneSignatures.sign(
                    manifestFile: call.operands[0], name: call.operands[1], key: call.operands[2],
                    passphraseFile: call.options.passphraseFile)
                do throws(SystemCallError) { try writeNamedFile(output, with: signature) } catch {
                    throw EngineError("writing the signature to \(output)", error)
                }
                return 0
            }
        }
    }
}

/// `apus standalone-verify`: checks such a signature.
enum StandaloneVerifyCommand {
    struct Options {
        var keyFile: String?
    }

    static let command = Command<Globals>.verb("standalone-verify", "Check the signature of a manifest in a file", heading: "Registries") {
        Verb(
            usage: "MANIFEST REFERENCE SIGNATURE --public-key-file FILE",
            description: "Checks that a simple signature was made with a key of the file, for this manifest and this name.",
            examples: ["apus standalone-verify manifest.json registry.example.com/app:1 app.signature --public-key-file key.gpg"],
            operands: .exactly(3), completes: [.files],
            options: [
                .string("public-key-file", "file", "The public keys that are trusted", completes: .files) { $0.keyFile = $1 }
            ], initial: Options()
        ) { (call) throws(UsageError) in
            try engineCommand { () throws(EngineError) in
                guard let keyFile = call.options.keyFile else {
                    throw EngineError(.invalid, "--public-key-file is missing: `gpg --export KEY > FILE` writes one")
                }
                let digest = try StandaloneSignatures.verify(
                    manifestFile: call.operands[0], name: call.operands[1], signatureFile: call.operands[2], keyFile: keyFile)
                Console.print("Signature verified, digest \(digest)")
                return 0
            }
        }
    }
}
