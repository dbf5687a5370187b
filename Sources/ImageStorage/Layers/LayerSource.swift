package import OCISpecification

/// Which layer is wanted: its blob as the manifest describes it, and its diff id as the configuration does.
package struct LayerSource: Hashable, Sendable {
    /// The digest of the blob; nil when it is found out.
    package var blob: Digest?
    /// Bytes of the blob.
    package var size: Int64?
    /// The digest of the uncompressed archive; nil when it is found out.
    package var diffID: Digest?
    /// A plain blob need not be kept as a file: an outline from which it can be put together again is enough.
    package var isOutlined: Bool

    package init(blob: Digest?, size: Int64?, diffID: Digest?, isOutlined: Bool = false) {
        self.blob = blob
        self.size = size
        self.diffID = diffID
        self.isOutlined = isOutlined
    }
}

/// A layer that is in the store: blob and tree.
package struct IngestedLayer: Hashable, Sendable {
    package var blob: Digest
    /// Bytes of the blob.
    package var size: Int64
    package var diffID: Digest
    /// Bytes of the uncompressed archive, and of the files' contents.
    package var archiveBytes: Int64
    package var contentBytes: Int64
    /// How the blob is compressed: `none`, `gzip` or `zstd`.
    package var compression: String
}
