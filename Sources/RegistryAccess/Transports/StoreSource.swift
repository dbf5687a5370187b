internal import ImageStorage
internal import OCISpecification

/// An image of the store, which is kept from being collected while it is read.
struct StoreSource: ImageSource {
    let store: ImageStore
    let transfer: ImageTransfer
    let record: NameRecord
    let name: String
    let preferred: Digest?

    private var errand: Errand { Errand(doing: "copy", subject: name, registry: "", repository: "") }

    static func open(_ text: String, _ store: ImageStore) throws(RegistryError) -> StoreSource {
        let name = "containers-storage:\(text)"
        let transfer: ImageTransfer
        let found: FoundImage
        do throws(ImageStoreError) {
            transfer = try store.beginTransfer()
            found = try store.find(text)
            try transfer.keep(found.record)
        } catch {
            if error.code == .notFound {
                throw RegistryError(
                    .notFound, doing: "copy", subject: name, cause: "\(text): image not known", advice: "`apus images` lists them")
            }
            throw RegistryError(storing: error, Errand(doing: "copy", subject: name, registry: "", repository: ""), nil)
        }
        return StoreSource(
            store: store, transfer: transfer, record: found.record, name: name, preferred: found.record.manifest.digest)
    }

    func manifest(_ child: ContentDescriptor?) async throws(RegistryError) -> FetchedManifest {
        let wanted =
            child
            ?? ContentDescriptor(
                mediaType: record.target.mediaType, digest: record.target.digest, size: record.target.size)
        let bytes = try storing(errand) { () throws(ImageStoreError) in
            guard try transfer.holds(wanted.digest) else {
                throw ImageStoreError(
                    .missing, "reading the manifest", wanted.digest.description, cause: "it has not been pulled",
                    nextStep: "copy one platform only, or pull the others first")
            }
            return try store.content.read(wanted.digest, limit: ImageDocuments.manifestLimit)
        }
        return try FetchedManifest.local(bytes, wanted, of: name)
    }

    func blob(_ blob: ContentDescriptor) async throws(RegistryError) -> BlobStream {
        let file = try storing(errand) { () throws(ImageStoreError) in
            guard try transfer.holds(blob.digest, size: blob.size) else {
                throw ImageStoreError(
                    .missing, "reading the blob", blob.digest.description, cause: "it is not in the store",
                    nextStep: "pull or build the image again")
            }
            return BlobFile(try store.content.open(blob.digest))
        }
        return BlobStream(blob: blob, origin: .file(file, offset: 0), name: name)
    }
}
