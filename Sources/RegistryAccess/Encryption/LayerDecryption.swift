internal import ImageTrust
internal import OCISpecification

/// An image as it is without encryption: its manifest is another one, with the layers that are in the encrypted ones.
struct DecryptedImage: Sendable {
    let manifest: FetchedManifest
    /// By the digest of what they hold.
    let opened: [Digest: OpenedLayer]
}

extension FetchedManifest {
    /// Nil for an image without encrypted layers.
    ///
    /// - Parameter keys: each encrypted layer needs one of them.
    func decrypted(_ keys: [OpeningKey], doing: String, of place: String) throws(RegistryError) -> DecryptedImage? {
        let image = try image(of: place)
        guard image.layers.contains(where: { MediaType.isEncrypted($0.mediaType) }) else { return nil }
        var opened: [Digest: OpenedLayer] = [:]
        var layers = image.layers
        for (number, layer) in image.layers.enumerated() where MediaType.isEncrypted(layer.mediaType) {
            do throws(TrustError) {
                let found = try OpenedLayer(layer, with: keys)
                opened[found.plain.digest] = found
                layers[number] = found.plain
            } catch { throw RegistryError(encryption: error, doing: doing, of: place) }
        }
        return DecryptedImage(
            manifest: try ManifestConversion.image(self, layers: layers, of: place), opened: opened)
    }
}

/// An image whose encrypted layers are decrypted while they are read.
struct DecryptingSource: ImageSource {
    let base: any ImageSource
    let opened: [Digest: OpenedLayer]

    var name: String { base.name }
    var preferred: Digest? { base.preferred }
    var origin: Repository? { base.origin }

    func manifest(_ child: ContentDescriptor?) async throws(RegistryError) -> FetchedManifest { try await base.manifest(child) }

    func blob(_ blob: ContentDescriptor) async throws(RegistryError) -> BlobStream {
        guard let layer = opened[blob.digest] else { return try await base.blob(blob) }
        var stream = try await base.blob(layer.encrypted)
        stream.decryption = layer
        return stream
    }
}

extension RegistryError {
    /// What is wrong with a key or an encrypted layer, told of the image.
    init(encryption error: TrustError, doing: String, of subject: String) {
        self.init(
            error.code == .unsupported ? .unsupported : .encrypted, doing: doing, subject: subject,
            cause: "\(error.doing) \(error.subject): \(error.cause)", advice: error.advice)
    }
}
