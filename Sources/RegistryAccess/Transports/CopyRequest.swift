public import ImageStorage
public import OCISpecification

/// What is to be copied, where to, and how.
public struct CopyRequest: Sendable {
    public var source: ImagePlace
    public var destination: ImagePlace
    /// What to take of an index.
    public var selection = Selection.one(nil)
    /// Manifests are written in this format; nil leaves their bytes alone wherever the destination can hold them.
    public var format: CopyFormat?
    /// How layers are to be packed there; nil leaves their bytes alone.
    public var packing: LayerPacking?
    /// Of each image of an index one more is made, whose layers are packed so.
    public var variants: [LayerPacking] = []
    /// What would change a digest is an error.
    public var preservesDigests = false
    /// More names in an archive of docker's format.
    public var additionalTags: [ImageReference] = []
    /// The image's name in the store, where the destination's text is not what its rules are for.
    public var storedNames: [ImageName]?
    /// Repositories of the destination's registry that may have blobs of it.
    public var knownRepositories: [String] = []
    /// Whether the policy is asked about the source. What `push` sends came into the store by it, or was built here.
    public var asksPolicy = true
    /// How what is copied is signed at its destination.
    public var signing = SigningChoice()
    /// For whom layers are encrypted at the destination.
    public var encryption: EncryptionChoice?
    /// Encrypted layers are of no use there: without a key for them it is an error.
    var needsPlainLayers = false
    /// As errors say it.
    public var doing = "copy"

    public enum Selection: Hashable, Sendable {
        /// The image for a platform; nil is this machine's.
        case one(Platform?)
        /// The index with everything that it names.
        case all
        /// The index without what it names, for a destination that has it.
        case indexOnly
    }

    public init(from source: ImagePlace, to destination: ImagePlace) {
        self.source = source
        self.destination = destination
    }
}

/// What was copied.
public struct CopiedImage: Sendable {
    /// The manifest or index as it is at the destination.
    public let manifest: FetchedManifest
    /// Bytes of blobs that were written or sent.
    public let sent: Int64
    /// For a copy into the store.
    public let record: NameRecord?

    public var digest: Digest { manifest.digest }
}
