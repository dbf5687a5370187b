public import OCISpecification

/// Where everything of the image store lies.
///
///     content/blobs/ALGORITHM/HEX     every byte as pulled
///     content/ingest/ALGORITHM-HEX    a download on its way, with its record lock
///     content/dropped/ALGORITHM-HEX   a note of a compressed layer that only its registry has now
///     layers/ID/{diff,layer,flushed}  an unpacked layer; ID is the hex of its diff id (or of a chain id); for `diff` see ``LayerForm``
///     layers/.unpack/                 layers on their way
///     names/REGISTRY/REPOSITORY/:TAG  what a name stands for; @DIGEST for one pulled by digest
///     names/.untagged/HEX             an image that lost its last name
///     artifacts/REGISTRY/…            names of artifacts, which are no images of containers, as those below names/
///     leases/                         what running commands still need, each with its record lock
///     trash/                          what is being deleted
public struct StoreLayout: Hashable, Sendable {
    public let root: String
    /// How layers are unpacked.
    public let form: LayerForm

    /// - Parameter root: such as `/var/lib/apus/images`.
    public init(root: String, form: LayerForm = .devices) {
        self.root = root
        self.form = form
    }

    public var content: String { "\(root)/content" }
    public var blobs: String { "\(root)/content/blobs" }
    public var ingest: String { "\(root)/content/ingest" }
    var droppedNotes: String { "\(root)/content/dropped" }
    public var layers: String { "\(root)/layers" }
    public var unpack: String { "\(root)/layers/.unpack" }
    public var names: String { "\(root)/names" }
    public var untagged: String { "\(root)/names/.untagged" }
    public var artifacts: String { "\(root)/artifacts" }
    public var leases: String { "\(root)/leases" }
    public var trash: String { "\(root)/trash" }

    public func blob(_ digest: Digest) -> String { "\(blobs)/\(digest.algorithm)/\(digest.hex)" }
    func partial(_ digest: Digest) -> String { "\(ingest)/\(digest.algorithm)-\(digest.hex)" }
    func dropped(_ digest: Digest) -> String { "\(droppedNotes)/\(digest.algorithm)-\(digest.hex)" }
    public func layer(_ identity: Digest) -> String { "\(layers)/\(identity.hex)" }
    /// The tree of an unpacked layer: a lower directory of overlayfs.
    public func layerTree(_ identity: Digest) -> String { "\(layers)/\(identity.hex)/\(form.treeName)" }
}
