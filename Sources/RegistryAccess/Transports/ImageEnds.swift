internal import OCISpecification

/// One end of a copy: where manifests and blobs come from, every byte as it is there.
protocol ImageSource: Sendable {
    /// As errors name it.
    var name: String { get }
    /// The manifest of an index that is meant when no platform is asked for; nil for the one of this machine.
    var preferred: Digest? { get }
    /// The repository that a registry may take blobs over from.
    var origin: Repository? { get }
    /// The manifest or index that the place stands for, or one that its index names.
    func manifest(_ child: ContentDescriptor?) async throws(RegistryError) -> FetchedManifest
    /// The bytes of a blob; reading them checks size and digest.
    func blob(_ blob: ContentDescriptor) async throws(RegistryError) -> BlobStream
}

extension ImageSource {
    var preferred: Digest? { nil }
    var origin: Repository? { nil }
}

/// What a blob is to its image.
enum BlobRole: Hashable, Sendable {
    case configuration
    /// `isChosen`: of the platform that is used here.
    case layer(isChosen: Bool)
}

/// The other end: takes blobs in any order, then manifests, children before the index that names them.
protocol ImageDestination: Sendable {
    var name: String { get }
    /// Blobs that are taken at once.
    var parallel: Int { get }
    var abilities: DestinationAbilities { get }
    /// Takes a blob unless it is there; answers what it took.
    func put(_ blob: ContentDescriptor, _ role: BlobRole, from source: any ImageSource) async throws(RegistryError) -> BlobArrival
    /// Takes a manifest whose blobs, or children, are there.
    func put(_ manifest: FetchedManifest, isTop: Bool) async throws(RegistryError)
    /// Signs a manifest that it has taken.
    func sign(_ manifest: FetchedManifest, isTop: Bool, _ choice: SigningChoice) async throws(RegistryError)
    /// Puts everything in place under its name. Before that nothing of it is seen.
    func finish(_ top: FetchedManifest, platform: Platform?) async throws(RegistryError)
    /// Takes away what was not finished.
    func abandon() async
}

extension ImageDestination {
    func sign(_ manifest: FetchedManifest, isTop: Bool, _ choice: SigningChoice) async throws(RegistryError) {
        if choice.isEmpty { return }
        throw RegistryError(
            .unsupported, doing: "sign", subject: name, cause: "it holds no signatures; registries (docker://) and dir: do")
    }
}

/// What a destination can hold.
struct DestinationAbilities: Hashable, Sendable {
    /// Several platforms under one name.
    var holdsIndexes = true
    /// The bytes of manifests as they are.
    var keepsManifests = true
    /// An index of which it has one platform only.
    var keepsPartialIndexes = false
    /// What is no image of a container.
    var holdsArtifacts = true
    /// Layers that cannot be read without a key.
    var holdsEncrypted = true
    /// The one format that it takes; nil for any.
    var format: CopyFormat?
}

/// How a blob came to be at the destination.
enum BlobArrival: Hashable, Sendable {
    case present
    case mounted(from: String)
    case sent(Int64)

    /// Bytes that were moved.
    var bytes: Int64 { if case .sent(let bytes) = self { bytes } else { 0 } }

    /// As it is shown to the user.
    var state: LayerTransferState {
        switch self {
        case .present: .present
        case .mounted(let repository): .mounted(from: repository)
        case .sent: .done
        }
    }
}

/// The format that manifests are converted to.
public enum CopyFormat: String, Hashable, Sendable, CaseIterable {
    case oci
    /// Docker's, version 2 schema 2.
    case docker = "v2s2"
}
