public import ImageStorage
internal import OCISpecification

/// Brings images from registries into the store.
public struct ImagePuller: Sendable {
    let session: RegistrySession
    let store: ImageStore
    let events: @Sendable (TransferEvent) -> Void

    public init(
        session: RegistrySession, store: ImageStore, events: @escaping @Sendable (TransferEvent) -> Void = { _ in }
    ) {
        self.session = session
        self.store = store
        self.events = events
    }

    /// Pulls one image. Of what the store has nothing is fetched again; when it has all, one request is made, or none
    /// where the digest is known.
    public func pull(_ request: PullRequest) async throws(RegistryError) -> PulledImage {
        let reference = request.reference
        let sources = try session.configuration.sources(
            registry: reference.domain, name: reference.path, isDigest: reference.digest != nil)
        for source in sources.dropLast() {
            do throws(RegistryError) {
                var repository = try session.repository(source)
                repository.hasOthers = true
                return try await pull(request, from: repository)
            } catch {
                // A mirror may lack an image or be away; what is wrong here is no better elsewhere.
                if [.cancelled, .storage, .rejected, .noMatchingPlatform, .unsupported, .encrypted].contains(error.code) { throw error }
                events(.notice("the mirror \(source.registry) was passed over: \(error)"))
            }
        }
        guard let primary = sources.last else { preconditionFailure("a repository has at least one source") }
        return try await pull(request, from: try session.repository(primary))
    }

    private func pull(
        _ request: PullRequest, from repository: Repository
    ) async throws(RegistryError) -> PulledImage {
        let admission = try session.admission(of: .registry(request.reference.withDefaultTag), repository)
        let name = request.storedName
        let errand = repository.errand("pull", name.description)
        let known = try storing(errand) { () throws(ImageStoreError) in try wholeRecord(of: name, request) }
        // What is there already has to be acceptable too.
        // It may have been removed while the registry was asked.
        func isStillThere(_ known: NameRecord) throws(RegistryError) -> Bool {
            try storing(errand) { () throws(ImageStoreError) in try wholeRecord(of: name, request) } == known
        }
        if admission.isOpen, let known, try await isCurrent(known, request, repository), try isStillThere(known) {
            return PulledImage(name: name, record: known, wasUpToDate: true, fetched: 0)
        }
        let manifest = try await repository.manifest(request.name, doing: "pull", subject: name.description)
        if admission.isOpen, let known, known.target.digest == manifest.digest, try isStillThere(known) {
            return PulledImage(name: name, record: known, wasUpToDate: true, fetched: 0)
        }
        let transfer = try storing(errand) { () throws(ImageStoreError) in try store.beginTransfer() }
        defer { transfer.end() }
        let pull = PullTransfer(
            repository: repository, transfer: transfer, request: request, admission: admission, errand: errand, events: events)
        let (fetched, decrypted) = try await pull.run(manifest)
        let target = NameRecord.Target((decrypted ?? manifest).descriptor)
        let record = try storing(errand) { () throws(ImageStoreError) in
            try transfer.publish(target, as: [name], platform: request.platform)
        }
        return PulledImage(name: name, record: record, wasUpToDate: false, fetched: fetched, wasDecrypted: decrypted != nil)
    }

    /// Pulls every tag of the repository, in the registry's order.
    public func pullAllTags(_ request: PullRequest) async throws(RegistryError) -> [PulledImage] {
        let repository = try session.repository(registry: request.reference.domain, name: request.reference.path)
        var pulled: [PulledImage] = []
        for tag in try await repository.tags() {
            var one = request
            do throws(ImageReferenceError) { one.reference = try request.reference.with(tag: tag) } catch {
                throw RegistryError(
                    .badAnswer, doing: "pull", subject: repository.fullName,
                    cause: "the registry names a tag that cannot be one (\(printable(tag)))")
            }
            pulled.append(try await pull(one))
        }
        return pulled
    }

    /// What the name stands for in the store, if all of it is there and it is what this request would choose.
    private func wholeRecord(of name: ImageName, _ request: PullRequest) throws(ImageStoreError) -> NameRecord? {
        let record: NameRecord?
        do throws(ImageStoreError) { record = try store.names.read(name) } catch {
            // A damaged record is replaced by this pull.
            guard error.code == .damaged else { throw error }
            return nil
        }
        guard let record else { return nil }
        do throws(ImageStoreError) {
            let contents = try ImageContents(of: record.manifest, in: store.content)
            if case .index(let index) = try ImageDocuments(content: store.content).document(record.target) {
                guard index.manifest(for: request.platform ?? .host)?.digest == record.manifest.digest else {
                    return nil
                }
            } else if let wanted = request.platform, !wanted.runs(contents.platform) {
                return nil
            }
            for layer in contents.layers {
                guard try store.content.hasLayer(layer.descriptor, diffID: layer.diffID),
                    try store.layers.isReady(layer.diffID)
                else { return nil }
            }
        } catch {
            // Something of it is missing or damaged: that is what a pull repairs.
            return nil
        }
        return record
    }

    private func isCurrent(
        _ known: NameRecord, _ request: PullRequest, _ repository: Repository
    ) async throws(RegistryError) -> Bool {
        switch request.name {
        case .digest(let digest): known.target.digest == digest
        case .tag(let tag):
            try await repository.digest(ofTag: tag, doing: "pull", subject: request.storedName.description)
                == known.target.digest
        }
    }
}

/// Runs a call of the store and tells what it refuses in the words of the errand.
func storing<Outcome>(
    _ errand: Errand, _ repository: Repository? = nil, _ body: () throws(ImageStoreError) -> Outcome
) throws(RegistryError) -> Outcome {
    do throws(ImageStoreError) { return try body() } catch {
        throw RegistryError(storing: error, errand, repository)
    }
}
