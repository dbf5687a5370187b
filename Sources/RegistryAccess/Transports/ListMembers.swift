public import ImageStorage
internal import JSONText
public import OCISpecification

extension ImageCopier {
    /// Brings images for a list into the store, without names, and answers how the list is to name them.
    ///
    /// They are safe as long as the transfer lasts; then the list has to name them.
    /// - Parameter all: of an index everything that it names, else the image for the platform.
    public func bring(
        _ place: ImagePlace, all: Bool, platform: Platform?, into transfer: ImageTransfer
    ) async throws(RegistryError) -> [ContentDescriptor] {
        let from = try await ImageReader.open(place, source, store, doing: "add", events)
        let to = StoreDestination(transfer, limit: source.options.parallelTransfers, name: from.name, events: events)
        var request = CopyRequest(from: place, to: .store(""))
        request.doing = "add"
        request.selection = all ? .all : .one(platform)
        let top = try await from.manifest(nil)
        let admission = try source.admission(of: place, from.origin, storeRoot: store.layout.root)
        let copy = ImageCopy(
            from: from, to: to, request: request, admission: admission, keys: source.options.decryptionKeys, events: events)
        let (manifest, _, _) = try await copy.run(top)
        if case .index(let index) = try manifest.document(of: from.name) { return index.manifests }
        // A platform that the index told is taken from there.
        var descriptor = manifest.descriptor
        if case .index(let index) = try top.document(of: from.name) {
            descriptor.platform = index.manifests.first { $0.digest == manifest.digest }?.platform
        }
        let image = try manifest.image(of: from.name)
        descriptor.artifactType = image.artifactType
        if descriptor.platform == nil, MediaType.isConfiguration(image.config.mediaType) {
            let bytes = try await from.blob(image.config).all(limit: ImageDocuments.configurationLimit)
            do throws(JSONError) { descriptor.platform = try JSON.decode(ImageConfiguration.self, from: bytes).platform } catch {
                throw RegistryError(
                    .invalidManifest, doing: "add", subject: from.name, cause: "its configuration cannot be read: \(error.description)")
            }
        }
        return [descriptor]
    }
}
