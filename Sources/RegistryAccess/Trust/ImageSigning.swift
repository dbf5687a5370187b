internal import ImageStorage
public import ImageTrust
public import OCISpecification

/// Signs images of a registry, and checks the signatures that they have.
public struct ImageSigning: Sendable {
    let session: RegistrySession

    public init(session: RegistrySession) { self.session = session }

    /// A good signature.
    public struct Verified: Sendable, Hashable {
        public let digest: Digest
        /// The name that it is for.
        public let identity: String
        public let payload: [UInt8]
    }

    /// Signs what the name stands for now: of an index the index, and with `recursive` every image of it. Answers the digests.
    public func sign(_ reference: ImageReference, _ choice: SigningChoice, recursive: Bool) async throws(RegistryError) -> [Digest] {
        let (repository, manifest) = try await find(reference, "sign")
        let errand = repository.errand("sign", reference.description)
        var digests = [manifest.digest]
        if recursive, case .index(let index) = try manifest.document(of: reference.description) {
            digests += index.manifests.map(\.digest)
        }
        for digest in digests { try await repository.sign(digest, as: reference.withDefaultTag, choice, errand: errand) }
        return digests
    }

    /// The signatures of sigstore that one of the keys made for this very image; throws when there is none.
    public func verify(
        _ reference: ImageReference, _ keys: [SigstorePublicKey], identity: ImageReference?
    ) async throws(RegistryError) -> [Verified] {
        let (repository, manifest) = try await find(reference, "verify")
        let found = try await repository.sigstoreSignatures(of: manifest.digest)
        func refusal(_ cause: String) -> RegistryError {
            RegistryError(.rejected, doing: "verify", subject: reference.description, cause: cause)
        }
        guard !found.isEmpty else { throw refusal("there is no signature of \(manifest.digest)") }
        var good: [Verified] = []
        var faults: [String] = []
        for signature in found {
            do throws(TrustError) {
                let claim = try signature.verify(keys, manifest: manifest.bytes)
                if let identity, claim.reference != identity.description {
                    faults.append("it is for \(printable(claim.reference))")
                } else {
                    good.append(Verified(digest: claim.digest, identity: claim.reference, payload: signature.payload))
                }
            } catch { faults.append(error.cause) }
        }
        guard !good.isEmpty else { throw refusal("none of its \(found.count) signatures is acceptable: \(faults.joined(separator: "; "))") }
        return good
    }

    private func find(_ reference: ImageReference, _ doing: String) async throws(RegistryError) -> (Repository, FetchedManifest) {
        let whole = reference.withDefaultTag
        let repository = try session.repository(registry: whole.domain, name: whole.path)
        return (repository, try await repository.manifest(ManifestName(whole), doing: doing, subject: whole.description))
    }
}
