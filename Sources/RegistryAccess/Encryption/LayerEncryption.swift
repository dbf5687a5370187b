internal import ImageStorage
internal import ImageTrust
internal import Linux
internal import NIOCore
internal import OCISpecification

extension ImageCopy {
    /// The image without encryption; nil where it has none, or where it is to stay.
    func decrypted(_ manifest: FetchedManifest, isChosen: Bool) throws(RegistryError) -> DecryptedImage? {
        let needsPlain = request.needsPlainLayers || (isChosen && !to.abilities.holdsEncrypted)
        if keys.isEmpty, !needsPlain { return nil }
        return try manifest.decrypted(keys, doing: request.doing, of: from.name)
    }

    /// The image with the layers that were chosen encrypted, and where they are then. Those that are encrypted already stay.
    func encrypted(
        _ manifest: FetchedManifest, _ choice: EncryptionChoice, from: any ImageSource
    ) async throws(RegistryError) -> (FetchedManifest, any ImageSource) {
        guard to.abilities.holdsEncrypted else {
            throw RegistryError(
                .unsupported, doing: request.doing, subject: to.name, cause: "layers lie unpacked in it and cannot be encrypted",
                advice: "Choose another transport such as oci-archive:")
        }
        var own = manifest
        if ManifestConversion.format(of: own) == .docker {
            if (request.format ?? to.abilities.format) == .docker {
                throw RegistryError(
                    .unsupported, doing: request.doing, subject: from.name, cause: "docker's format has no encrypted layers",
                    advice: "Use --format oci")
            }
            own = try ManifestConversion.image(own, to: .oci, of: from.name)
        }
        let image = try own.image(of: from.name)
        let places: Set<Int>
        do throws(EncryptionChoice.NoSuchLayer) { places = try choice.places(of: image.layers.count) } catch {
            throw RegistryError(
                .configuration, doing: request.doing, subject: from.name,
                cause:
                    "it has no layer \(error.number), as --encrypt-layer says: it has \(image.layers.count) layers, of which 0 is the first"
            )
        }
        var layers = image.layers
        var made: [Digest: RepackedSource.Layer] = [:]
        var known: [Digest: ContentDescriptor] = [:]
        for place in places.sorted() {
            let layer = layers[place]
            if MediaType.isEncrypted(layer.mediaType) || MediaType.isForeignLayer(layer.mediaType) { continue }
            if let same = known[layer.digest] {
                layers[place] = same
                continue
            }
            let new = try await choice.encrypted(layer, from: from)
            (made[new.descriptor.digest], known[layer.digest], layers[place]) = (new, new.descriptor, new.descriptor)
        }
        guard !made.isEmpty else { return (own, from) }
        let changed = try ManifestConversion.image(own, layers: layers, of: from.name)
        events(.notice("\(made.count) of \(image.layers.count) layers were encrypted: the image has the digest \(changed.digest) there"))
        return (changed, RepackedSource(base: from, layers: made))
    }
}

extension EncryptionChoice {
    /// Encrypts a layer into a file without a name. Its digest has to be known before it is sent.
    func encrypted(_ layer: ContentDescriptor, from source: any ImageSource) async throws(RegistryError) -> RepackedSource.Layer {
        let place = "a temporary file in \(Scratch.directory)"
        let file = try locally("encrypt the layers of", source.name) { () throws(SystemCallError) in BlobFile(try Scratch.file()) }
        let secret = LayerSecret()
        var cipher = secret.cipher()
        var digest = DigestStream()
        var iterator = try await source.blob(layer).makeAsyncIterator()
        while let chunk = try await iterator.step() {
            let bytes = cipher.encrypt(Array(chunk.readableBytesView))
            digest.update(bytes)
            try locally("write", place) { () throws(SystemCallError) in try file.descriptor.write(bytes) }
        }
        var descriptor = layer
        descriptor.mediaType = MediaType.encrypted(layer.mediaType)
        descriptor.digest = digest.digest()
        descriptor.size = digest.count
        descriptor.data = nil
        do throws(TrustError) {
            let annotations = try secret.annotations(after: cipher, of: layer.digest, for: recipients)
            descriptor.annotations = layer.annotationsWithoutTables.merging(annotations) { $1 }
        } catch { throw RegistryError(encryption: error, doing: "encrypt", of: source.name) }
        return RepackedSource.Layer(descriptor: descriptor, file: file)
    }
}
