public import ImageStorage
internal import OCISpecification

/// Copies images from place to place: registries, layouts, archives, directories and the store.
public struct ImageCopier: Sendable {
    let source: RegistrySession
    let destination: RegistrySession
    let store: ImageStore
    let events: @Sendable (TransferEvent) -> Void

    /// - Parameter destination: the session for the destination, whose credentials may be others.
    public init(
        from source: RegistrySession, to destination: RegistrySession, store: ImageStore,
        events: @escaping @Sendable (TransferEvent) -> Void = { _ in }
    ) {
        self.source = source
        self.destination = destination
        self.store = store
        self.events = events
    }

    public func copy(_ request: CopyRequest) async throws(RegistryError) -> CopiedImage {
        let from = try await ImageReader.open(request.source, source, store, doing: request.doing, events)
        let admission =
            request.asksPolicy
            ? try source.admission(of: request.source, from.origin, storeRoot: store.layout.root)
            : try Admission.open(source, request.source)
        let top = try await from.manifest(nil)
        let published = PublishedRecord()
        let to = try open(request, from, published)
        do throws(RegistryError) {
            let copy = ImageCopy(
                from: from, to: to, request: request, admission: admission, keys: source.options.decryptionKeys,
                events: events)
            let (manifest, platform, sent) = try await copy.run(top)
            try await to.finish(manifest, platform: platform)
            return CopiedImage(manifest: manifest, sent: sent, record: published.record)
        } catch {
            await to.abandon()
            throw error
        }
    }

    private func open(
        _ request: CopyRequest, _ from: any ImageSource, _ published: PublishedRecord
    ) throws(RegistryError) -> any ImageDestination {
        let place = request.destination
        if !request.additionalTags.isEmpty {
            guard case .dockerArchive = place else {
                throw RegistryError(
                    .unsupported, doing: request.doing, subject: place.description,
                    cause: "additional tags can be given to archives of docker's format only", advice: "Copy once for each name")
            }
        }
        switch place {
        case .registry(let reference):
            return try RegistryDestination(
                reference, destination, doing: request.doing, from: from.origin, known: request.knownRepositories, events: events)
        case .layout(let path, let image):
            return try LayoutDestination(path, image: image, name: place.description, shared: destination.options.blobDirectory)
        case .layoutArchive(let path, let image):
            return try LayoutArchiveDestination(path, image: image, name: place.description)
        case .dockerArchive(let path, let image):
            var tags = request.additionalTags
            switch image {
            case .named(let name)?: tags.insert(name, at: 0)
            case .number?:
                throw RegistryError(
                    .configuration, doing: request.doing, subject: place.description, cause: "a number names an image that is there",
                    advice: "Give the image a name")
            case nil: break
            }
            return try DockerArchiveDestination(path, tags: tags, name: place.description)
        case .directory(let path): return try DirectoryDestination(path, destination.options)
        case .store(let text):
            let names: [ImageName]
            do throws(ImageStoreError) {
                if let given = request.storedNames { names = given } else { names = [try ImageName(parsing: text)] }
            } catch {
                throw RegistryError(.configuration, doing: request.doing, subject: place.description, cause: error.cause)
            }
            return try StoreDestination(
                names, store, limit: source.options.parallelTransfers, published: published, events: events)
        }
    }
}

/// Opens what can be read.
enum ImageReader {
    static func open(
        _ place: ImagePlace, _ session: RegistrySession, _ store: ImageStore, doing: String,
        _ events: @escaping @Sendable (TransferEvent) -> Void
    ) async throws(RegistryError) -> any ImageSource {
        switch place {
        case .registry(let reference):
            return try await RegistrySource.open(reference, session, doing: doing) { events(.notice($0)) }
        case .layout(let path, let image):
            return try LayoutSource(
                FileTree(directory: path, doing: "read the image layout"), image: image, name: place.description,
                shared: session.options.blobDirectory)
        case .layoutArchive(let path, let image):
            let archive = try ArchiveFile(path, doing: "read the image archive")
            return try LayoutSource(.archive(archive), image: image, name: place.description)
        case .dockerArchive(let path, let image):
            return try DockerArchiveSource(path, image: image, name: place.description)
        case .directory(let path): return try DirectorySource(path)
        case .store(let text): return try StoreSource.open(text, store)
        }
    }
}
