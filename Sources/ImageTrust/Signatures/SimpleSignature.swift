internal import OCISpecification

/// Simple signatures: a claim signed with GPG, a file beside the image.
public enum SimpleSignature {
    /// Signs with a key of the caller's GPG.
    public static func make(
        _ claim: SignedClaim, key: String, passphraseFile: String?, creator: String, seconds: Int64, environment: [String: String]
    ) throws(TrustError) -> [UInt8] {
        let scratch = try ScratchDirectory(environment)
        let payload = try scratch.write("payload", claim.payload(creator: creator, seconds: seconds))
        var arguments = ["--batch", "--yes", "--no-tty", "--quiet"]
        if let passphraseFile { arguments += ["--pinentry-mode", "loopback", "--passphrase-file", passphraseFile] }
        arguments += ["--local-user", key, "--output", "\(scratch.path)/signature", "--sign", payload]
        let outcome = try ExternalProgram(name: "gpg", environment: environment).run(arguments, hearsComplaints: true)
        guard outcome.isSuccess, let signature = scratch.read("signature", limit: SigstoreSignature.largest) else {
            throw TrustError(
                .configuration, doing: "sign with the key", subject: key, cause: "gpg says: \(outcome.complaint)",
                advice: "`gpg --list-secret-keys` lists the keys; a passphrase comes from --sign-passphrase-file or the agent")
        }
        return signature
    }

    /// What a signature is for, checked with the keys of a file.
    public static func verify(
        _ signature: [UInt8], keyFile: String, manifest: [UInt8], environment: [String: String]
    ) throws(TrustError) -> SignedClaim {
        let payload = try OpenPGPKeyring(.files([keyFile]), keyFile).verified(signature, environment)
        return try read(payload, .simple, manifest)
    }

    static func read(_ payload: [UInt8], _ kind: SignedClaim.Kind, _ manifest: [UInt8]) throws(TrustError) -> SignedClaim {
        func refusal(_ cause: String) -> TrustError { TrustError(.rejected, doing: "check", subject: "the signature", cause: cause) }
        let claim: SignedClaim
        do throws(SignedClaim.Fault) { claim = try SignedClaim(parsing: payload, kind: kind) } catch {
            throw refusal("it says what is not understood: \(error.what)")
        }
        guard claim.digest == SignedClaim.digest(of: manifest, algorithm: claim.digest.algorithm) else {
            throw refusal("it is for another image, \(claim.digest)")
        }
        return claim
    }
}

extension SigstoreSignature {
    public init(_ claim: SignedClaim, key: SigstorePrivateKey, creator: String, seconds: Int64) throws(TrustError) {
        let payload = claim.payload(creator: creator, seconds: seconds)
        self.init(payload: payload, signature: try key.sign(payload))
    }

    /// What the signature is for, checked with a key.
    public func verify(_ keys: [SigstorePublicKey], manifest: [UInt8]) throws(TrustError) -> SignedClaim {
        guard keys.contains(where: { $0.verifies(signature, of: payload) }) else {
            throw TrustError(.rejected, doing: "check", subject: "the signature", cause: "it was not made with the key")
        }
        return try SimpleSignature.read(payload, .sigstore, manifest)
    }
}
