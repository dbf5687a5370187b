public import ImageStorage
public import OCISpecification

extension ImageCopier {
    /// Brings an artifact of a registry into the store; the transfer has to name it.
    public func pullArtifact(
        _ reference: ImageReference, into transfer: ImageTransfer
    ) async throws(RegistryError) -> NameRecord.Target {
        let from = try await RegistrySource.open(reference, source, doing: "pull") { [events] in events(.notice($0)) }
        let top = try await from.manifest(nil)
        guard top.kind == .image else {
            throw RegistryError(
                .unsupported, doing: "pull", subject: reference.description, cause: "it is an index, not an artifact",
                advice: "`apus pull` brings images")
        }
        let to = StoreDestination(transfer, limit: source.options.parallelTransfers, name: from.name, events: events)
        var request = CopyRequest(from: .registry(reference), to: .store(""))
        request.doing = "pull"
        request.needsPlainLayers = true
        let admission = try source.admission(of: request.source, from.repository)
        let copy = ImageCopy(
            from: from, to: to, request: request, admission: admission, keys: source.options.decryptionKeys, events: events)
        let (manifest, _, _) = try await copy.run(top)
        return NameRecord.Target(manifest.descriptor)
    }

    /// Sends an artifact of the store to a registry; answers its digest.
    public func pushArtifact(
        _ artifact: StoredArtifact, to reference: ImageReference, from transfer: ImageTransfer, signing: SigningChoice = SigningChoice(),
        encryption: EncryptionChoice? = nil
    ) async throws(RegistryError) -> Digest {
        let from = StoreSource(
            store: store, transfer: transfer, record: artifact.record, name: artifact.name.description, preferred: nil)
        let to = try RegistryDestination(reference, destination, doing: "push", from: nil, known: [], events: events)
        var request = CopyRequest(from: .store(artifact.name.description), to: .registry(reference))
        request.doing = "push"
        request.signing = signing
        request.encryption = encryption
        let admission = try Admission.open(source, request.source)
        let (manifest, _, _) = try await ImageCopy(from: from, to: to, request: request, admission: admission, events: events)
            .run(try await from.manifest(nil))
        return manifest.digest
    }
}
