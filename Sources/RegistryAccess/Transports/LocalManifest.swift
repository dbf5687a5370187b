internal import ImageStorage
public import OCISpecification

extension FetchedManifest {
    /// A manifest that lies here; with `child` it must be the one that an index names.
    static func local(
        _ bytes: [UInt8], _ child: ContentDescriptor?, mediaType: String = "", of place: String
    ) throws(RegistryError) -> FetchedManifest {
        func refusal(_ code: RegistryError.Code, _ cause: String, _ advice: String = "") -> RegistryError {
            RegistryError(code, doing: "copy", subject: place, cause: cause, advice: advice)
        }
        guard var stream = DigestStream(algorithm: child?.digest.algorithm ?? "sha256") else {
            throw refusal(.unsupported, "the digest algorithm of \(child?.digest.description ?? "") is not supported")
        }
        stream.update(bytes)
        let digest = stream.digest()
        if let child, child.digest != digest {
            throw refusal(.digestMismatch, "the bytes of the manifest \(child.digest) have the digest \(digest)")
        }
        do throws(Refusal) {
            return try FetchedManifest(bytes: bytes, digest: digest, announced: child?.mediaType ?? mediaType)
        } catch {
            throw refusal(error.code, "the manifest cannot be used: \(error.cause)", error.advice)
        }
    }

    /// The document, which is an index or an image.
    func document(of place: String) throws(RegistryError) -> ImageDocuments.Document {
        do throws(ImageStoreError) {
            return try ImageDocuments.parse(bytes, mediaType: mediaType, name: digest.description)
        } catch {
            throw RegistryError(.invalidManifest, doing: "copy", subject: place, cause: "\(error.action) \(error.subject): \(error.cause)")
        }
    }

    func image(of place: String) throws(RegistryError) -> ImageManifest {
        guard case .manifest(let manifest) = try document(of: place) else {
            throw RegistryError(.invalidManifest, doing: "copy", subject: place, cause: "\(digest) is an index where an image should be")
        }
        return manifest
    }

    /// How others name it.
    public var descriptor: ContentDescriptor {
        ContentDescriptor(mediaType: mediaType, digest: digest, size: Int64(bytes.count))
    }
}
