public import ImageTrust
internal import Linux
public import OCISpecification

/// How what is pushed or copied is signed.
public struct SigningChoice: Sendable {
    /// `--sign-by`: a key of GPG for a simple signature.
    public var gpgKey: String?
    /// `image sign --directory`: where simple signatures go, in place of the one that registries.d names. An absolute path.
    public var directory: String?
    /// `--sign-passphrase-file`, for GPG.
    public var passphraseFile: String?
    /// `--sign-by-sigstore-private-key`, opened.
    public var sigstoreKey: SigstorePrivateKey?
    /// The log that signatures of sigstore are put into: `rekorURL` of `--sign-by-sigstore`.
    public var logAddress: String?
    /// `--sign-identity`: the name that the signature is for, where it is not the destination's.
    public var identity: ImageReference?

    public init() {}

    public var isEmpty: Bool { gpgKey == nil && sigstoreKey == nil }

    func simple(_ digest: Digest, _ reference: ImageReference, _ options: RegistryOptions) throws(RegistryError) -> [UInt8]? {
        guard let gpgKey else { return nil }
        let claim = SignedClaim(.simple, digest: digest, reference: (identity ?? reference).description)
        do throws(TrustError) {
            return try SimpleSignature.make(
                claim, key: gpgKey, passphraseFile: passphraseFile, creator: options.userAgent,
                seconds: Int64(Timestamp.now.seconds), environment: options.environment)
        } catch { throw RegistryError(error) }
    }

    func sigstore(_ digest: Digest, _ reference: ImageReference, _ options: RegistryOptions) throws(RegistryError) -> SigstoreSignature? {
        guard let sigstoreKey else { return nil }
        let claim = SignedClaim(.sigstore, digest: digest, reference: (identity ?? reference).description)
        do throws(TrustError) {
            return try SigstoreSignature(
                claim, key: sigstoreKey, creator: options.userAgent, seconds: Int64(Timestamp.now.seconds))
        } catch { throw RegistryError(error) }
    }
}

extension Repository {
    /// Signs a manifest that is in this repository.
    func sign(_ digest: Digest, as reference: ImageReference, _ choice: SigningChoice, errand: Errand) async throws(RegistryError) {
        if let signature = try choice.simple(digest, reference, session.options) {
            try session.writeLookaside(signature, reference, digest, into: choice.directory)
        }
        if var signature = try choice.sigstore(digest, reference, session.options) {
            if let log = choice.logAddress, let key = choice.sigstoreKey {
                signature = try await session.logged(signature, by: key, in: log)
            }
            try await attach(signature, to: digest, errand: errand)
        }
    }
}
