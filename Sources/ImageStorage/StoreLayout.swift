package import OCISpecification

/// Where everything of the image store lies.
///
///     content/blobs/ALGORITHM/HEX     every byte as pulled
///     content/ingest/ALGORITHM-HEX    a download on its way, with its record lock
///     layers/ID/{diff,layer,flushed}  an unpacked layer; ID is the hex of its diff id (or of a chain id)
///     layers/.unpack/                 layers on their way
///     names/REGISTRY/REPOSITORY/:TAG  what a name stands for; @DIGEST for one pulled by digest
///     names/.untagged/HEX             an image that lost its last name
///     leases/                         what running commands still need, each with its record lock
///     trash/                          what is being deleted
package struct StoreLayout: Hashable, Sendable {
    package let root: String

    /// - Parameter root: such as `/var/lib/apus/images`.
    package init(root: String) { self.root = root }

    package var content: String { "\(root)/content" }
    package var blobs: String { "\(root)/content/blobs" }
    package var ingest: String { "\(root)/content/ingest" }
    package var layers: String { "\(root)/layers" }
    package var unpack: String { "\(root)/layers/.unpack" }
    package var names: String { "\(root)/names" }
    package var untagged: String { "\(root)/names/.untagged" }
    package var leases: String { "\(root)/leases" }
    package var trash: String { "\(root)/trash" }

    package func blob(_ digest: Digest) -> String { "\(blobs)/\(digest.algorithm)/\(digest.hex)" }
    func partial(_ digest: Digest) -> String { "\(ingest)/\(digest.algorithm)-\(digest.hex)" }
    package func layer(_ identity: Digest) -> String { "\(layers)/\(identity.hex)" }
    /// The tree of an unpacked layer: a lower directory of overlayfs.
    package func layerTree(_ identity: Digest) -> String { "\(layers)/\(identity.hex)/diff" }
}
