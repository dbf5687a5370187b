internal import CommandLineGrammar
internal import ContainerEngine
internal import ImageTrust
internal import RegistryAccess

/// For whom layers are encrypted where they are sent to: `--encryption-key` and `--encrypt-layer`.
struct EncryptionFlags {
    var keys: [String] = []
    var layers: [Int] = []

    static func rows<Options>(_ path: WritableKeyPath<Options, EncryptionFlags>) -> [OptionRow<Options>] {
        [
            .string("encryption-key", "jwe:file", "Encrypt the layers for this public key; may be repeated", completes: .files) {
                $0[keyPath: path].keys.append($1)
            },
            .value("encrypt-layer", "number", "Encrypt this layer only: 0 is the first, -1 the last; may be repeated") {
                (options, text) throws(UsageError) in
                for word in text.split(separator: ",", omittingEmptySubsequences: false) {
                    guard let number = Int(word) else { throw .invalidValue("it is no number of a layer") }
                    options[keyPath: path].layers.append(number)
                }
            },
        ]
    }

    /// Reads the keys; nil when nothing is to be encrypted.
    func choice() throws(EngineError) -> EncryptionChoice? {
        guard !keys.isEmpty else {
            if layers.isEmpty { return nil }
            throw EngineError(.invalid, "--encrypt-layer can only be used with --encryption-key, which says for whom")
        }
        var recipients: [RecipientKey] = []
        for key in keys {
            do throws(TrustError) { recipients.append(try RecipientKey.read(key)) } catch {
                throw EngineError(error.code == .unsupported ? .unsupported : .invalid, error.description)
            }
        }
        return EncryptionChoice(recipients, layers: layers)
    }
}

extension RegistryFlags {
    /// `--decryption-key`, of the verbs that read images from somewhere. The key is read at once: its passphrase may come from a pipe.
    static func decryptionRow<Options>(_ path: WritableKeyPath<Options, RegistryFlags>) -> OptionRow<Options> {
        .value(
            "decryption-key", "file[:passphrase]", "Decrypt layers with this private key; may be repeated", completes: .files
        ) { (options, text) throws(UsageError) in
            do throws(TrustError) { options[keyPath: path].decryptionKeys.append(try OpeningKey.read(text)) } catch {
                throw UsageError("--decryption-key: \(error.description)", pointsToHelp: false)
            }
        }
    }
}
