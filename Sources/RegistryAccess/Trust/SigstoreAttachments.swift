internal import ImageStorage
internal import ImageTrust
internal import JSONText
internal import OCISpecification

/// Signatures of sigstore as cosign hangs them on an image: layers of an image under a tag made of its digest.
extension Repository {
    func sigstoreSignatures(of digest: Digest) async throws(RegistryError) -> [SigstoreSignature] {
        guard let holder = try await signatureHolder(of: digest) else { return [] }
        var found: [SigstoreSignature] = []
        for layer in try holder.image(of: fullName).layers.prefix(128) where layer.mediaType == SigstoreSignature.mediaType {
            guard let annotations = layer.annotations, annotations[SigstoreSignature.annotation] != nil else { continue }
            let payload = try await blob(layer, limit: SigstoreSignature.largest, doing: "read the signature of")
            if let signature = SigstoreSignature(payload: payload, annotations: annotations) { found.append(signature) }
        }
        return found
    }

    private func signatureHolder(of digest: Digest) async throws(RegistryError) -> FetchedManifest? {
        do throws(RegistryError) {
            return try await manifest(.tag(SigstoreSignature.tag(of: digest)), doing: "read the signatures of")
        } catch {
            if error.code == .notFound { return nil }
            throw error
        }
    }

    /// Hangs a signature on an image, beside those that it has.
    func attach(_ signature: SigstoreSignature, to digest: Digest, errand: Errand) async throws(RegistryError) {
        var layers: [ContentDescriptor] = []
        var configuration: JSONValue = [
            "architecture": "", "os": "", "config": [:], "rootfs": ["type": "layers", "diff_ids": []],
        ]
        if let holder = try await signatureHolder(of: digest) {
            let image = try holder.image(of: fullName)
            layers = image.layers
            let bytes = try await blob(image.config, limit: ImageDocuments.configurationLimit, doing: "read the signatures of")
            do throws(JSONError) { configuration = try JSONValue(parsing: bytes) } catch {
                throw RegistryError(
                    .invalidManifest, doing: errand.doing, subject: errand.subject,
                    cause: "the signatures that it has cannot be added to: \(error.description)")
            }
        }
        var layer = ContentDescriptor(
            mediaType: SigstoreSignature.mediaType, digest: DigestStream.digest(of: signature.payload),
            size: Int64(signature.payload.count))
        layer.annotations = [SigstoreSignature.annotation: Base64.encode(signature.signature)]
        layer.annotations?[SigstoreSignature.logAnnotation] = signature.logEntry
        layers.append(layer)
        configuration["rootfs"] = [
            "type": "layers", "diff_ids": .array(layers.map { .string($0.digest.description) }),
        ]
        let text = Array(configuration.text.utf8)
        let config = ContentDescriptor(
            mediaType: MediaType.configuration, digest: DigestStream.digest(of: text), size: Int64(text.count))
        try await upload(signature.payload, layer, errand)
        try await upload(text, config, errand)
        let manifest = ImageManifest(schemaVersion: 2, mediaType: MediaType.manifest, config: config, layers: layers)
        let bytes: [UInt8]
        do throws(JSONError) { bytes = try JSON.encode(manifest) } catch {
            throw RegistryError(.invalidManifest, doing: errand.doing, subject: errand.subject, cause: error.description)
        }
        try await putManifest(
            bytes, mediaType: MediaType.manifest, digest: DigestStream.digest(of: bytes),
            as: .tag(SigstoreSignature.tag(of: digest)), errand: errand)
    }

    private func upload(_ bytes: [UInt8], _ blob: ContentDescriptor, _ errand: Errand) async throws(RegistryError) {
        let upload = BlobUpload(repository: self, sources: [], errand: errand, events: { _ in })
        _ = try await upload.run(blob) { () async throws(RegistryError) in
            BlobStream(blob: blob, origin: .bytes(bytes), name: errand.subject)
        }
    }
}
