internal import ImageStorage
internal import ImageTrust
internal import Linux
public import OCISpecification
public import RegistryAccess

extension Engine {
    /// Signs an image of a registry; answers the digests that were signed.
    public func sign(
        _ word: String, _ choice: SigningChoice, recursive: Bool, options: RegistryOptions
    ) throws(EngineError) -> [Digest] {
        let reference = try Self.remoteName(word)
        return try registries(options) { (session) async throws(RegistryError) in
            try await ImageSigning(session: session).sign(reference, choice, recursive: recursive)
        }
    }

    /// The good signatures of an image of a registry; throws when there is none.
    public func verify(
        _ word: String, keys: [String], identity: ImageReference?, options: RegistryOptions
    ) throws(EngineError) -> [ImageSigning.Verified] {
        let reference = try Self.remoteName(word)
        var known: [SigstorePublicKey] = []
        for path in keys {
            do throws(TrustError) { known += try SigstorePublicKey.read(path) } catch {
                throw EngineError(.invalid, error.description)
            }
        }
        let all = known
        return try registries(options) { (session) async throws(RegistryError) in
            try await ImageSigning(session: session).verify(reference, all, identity: identity)
        }
    }

    private static func remoteName(_ word: String) throws(EngineError) -> ImageReference {
        if ImagePlace.hasTransport(word), !word.hasPrefix("docker://") {
            throw EngineError(.unsupported, "\(word): only images of registries are signed and verified here")
        }
        return try pullRequest(word.hasPrefix("docker://") ? String(word.dropFirst(9)) : word, nil).reference
    }
}

/// Simple signatures in files, without any registry.
public enum StandaloneSignatures {
    public static func sign(
        manifestFile: String, name: String, key: String, passphraseFile: String?
    ) throws(EngineError) -> [UInt8] {
        let manifest = try contents(manifestFile)
        let claim = SignedClaim(.simple, digest: DigestStream.digest(of: manifest), reference: try reference(name).description)
        do throws(TrustError) {
            return try SimpleSignature.make(
                claim, key: key, passphraseFile: passphraseFile, creator: "apus", seconds: Int64(Timestamp.now.seconds),
                environment: environment())
        } catch { throw EngineError(.system, error.description) }
    }

    /// Answers the digest of the manifest.
    public static func verify(
        manifestFile: String, name: String, signatureFile: String, keyFile: String
    ) throws(EngineError) -> Digest {
        let manifest = try contents(manifestFile)
        let wanted = try reference(name).description
        let claim: SignedClaim
        do throws(TrustError) {
            claim = try SimpleSignature.verify(
                try contents(signatureFile, trust: ()), keyFile: keyFile, manifest: manifest, environment: environment())
        } catch { throw EngineError(.invalid, error.description) }
        guard claim.reference == wanted else {
            throw EngineError(.invalid, "the signature \(signatureFile) is for another name than \(wanted)")
        }
        return claim.digest
    }

    private static func reference(_ text: String) throws(EngineError) -> ImageReference {
        do throws(ImageReferenceError) { return try ImageReference(parsing: text) } catch { throw EngineError(.invalid, "\(error)") }
    }

    private static func contents(_ path: String) throws(EngineError) -> [UInt8] {
        do throws(SystemCallError) { return try readFile(path, limit: 4 << 20) } catch { throw EngineError("reading \(path)", error) }
    }

    private static func contents(_ path: String, trust: Void) throws(TrustError) -> [UInt8] {
        do throws(SystemCallError) { return try readFile(path, limit: 4 << 20) } catch {
            throw TrustError(.configuration, doing: "read the signature", subject: path, cause: error.errno.words)
        }
    }

    private static func environment() -> [String: String] {
        var all: [String: String] = [:]
        for entry in currentEnvironment() {
            guard let equals = entry.firstIndex(of: "=") else { continue }
            all[String(entry[..<equals])] = String(entry[entry.index(after: equals)...])
        }
        return all
    }
}
