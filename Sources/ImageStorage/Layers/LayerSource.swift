public import OCISpecification

/// Which layer is wanted: its blob as the manifest describes it, and its diff id as the configuration does.
public struct LayerSource: Hashable, Sendable {
    /// The digest of the blob; nil when it is found out.
    public var blob: Digest?
    /// Bytes of the blob.
    public var size: Int64?
    /// The digest of the uncompressed archive; nil when it is found out.
    public var diffID: Digest?
    /// A plain blob need not be kept as a file: an outline from which it can be put together again is enough.
    public var isOutlined: Bool

    public init(blob: Digest?, size: Int64?, diffID: Digest?, isOutlined: Bool = false) {
        self.blob = blob
        self.size = size
        self.diffID = diffID
        self.isOutlined = isOutlined
    }
}

/// A layer that is in the store: blob and tree.
public struct IngestedLayer: Hashable, Sendable {
    public var blob: Digest
    /// Bytes of the blob.
    public var size: Int64
    public var diffID: Digest
    /// Bytes of the uncompressed archive, and of the files' contents.
    public var archiveBytes: Int64
    public var contentBytes: Int64
    /// How the blob is compressed: `none`, `gzip` or `zstd`.
    public var compression: String
}
