internal import JSONText
internal import OCISpecification

/// What the registry serves from: a folder of its own, or the image store. Its functions may wait for the disk.
protocol RegistryStorage: Sendable {
    var uploads: UploadDirectory { get }

    /// A blob of a repository, opened for reading. With `isWanted` it stays for as long as a push may take.
    func blob(_ digest: Digest, in repository: RepositoryName, isWanted: Bool) throws(RegistryServingError) -> (
        file: ServedFile, size: Int64
    )
    /// Makes a blob of an upload whose digest has been checked.
    func take(_ upload: Upload, as digest: Digest) throws(RegistryServingError)
    /// Lets a repository have the blob of another, or of any where none is said; false when that has none.
    func mount(_ digest: Digest, from source: RepositoryName?, in repository: RepositoryName) throws(RegistryServingError) -> Bool
    func removeBlob(_ digest: Digest, in repository: RepositoryName) throws(RegistryServingError)

    func manifest(_ reference: ManifestReference, in repository: RepositoryName) throws(RegistryServingError) -> ServedManifest
    /// Stores a manifest under all of these names; answers what the client should know of it.
    func put(
        _ manifest: PushedManifest, digest: Digest, as references: [ManifestReference], in repository: RepositoryName
    ) throws(RegistryServingError) -> String?
    func removeManifest(_ reference: ManifestReference, in repository: RepositoryName) throws(RegistryServingError)

    /// In any order.
    func tags(of repository: RepositoryName) throws(RegistryServingError) -> [String]
    func repositories() throws(RegistryServingError) -> [String]
    /// Descriptors of the manifests that have this one as their subject.
    func referrers(of digest: Digest, in repository: RepositoryName) throws(RegistryServingError) -> [JSONObject]

    /// What is done now and then while serving.
    func tidy() throws(RegistryServingError)
}

/// A manifest as it is sent to a client.
struct ServedManifest: Sendable {
    let mediaType: String
    let digest: Digest
    let bytes: [UInt8]
}

extension RegistryStorage {
    func unknown(_ digest: Digest, in repository: RepositoryName) -> RegistryServingError {
        RegistryServingError(.blobUnknown, "\(repository) has no blob \(digest)", detail: digest.description)
    }

    func unknown(_ reference: ManifestReference, in repository: RepositoryName) -> RegistryServingError {
        RegistryServingError(.manifestUnknown, "\(repository) has no manifest \(reference)", detail: reference.description)
    }

    /// Throws unless a blob or manifest that a pushed manifest names is there, with the size that it says.
    /// - Parameter size: nil when it is not there.
    func require(
        _ wanted: PushedManifest.Reference, isManifest: Bool, size: Int64?, in repository: RepositoryName
    ) throws(RegistryServingError) {
        let what = "\(isManifest ? "manifest" : "blob") \(wanted.digest)"
        guard let size else {
            throw RegistryServingError(
                .manifestBlobUnknown, "\(repository) has no \(what), which the manifest names: push it first",
                detail: wanted.digest.description)
        }
        guard size == wanted.size else {
            throw RegistryServingError(
                .sizeInvalid, "the \(what) has \(size) bytes, and the manifest says \(wanted.size)", detail: wanted.digest.description)
        }
    }

    func unknown(_ repository: RepositoryName) -> RegistryServingError {
        RegistryServingError(.nameUnknown, "there is no repository \(repository)", detail: repository.description)
    }
}
