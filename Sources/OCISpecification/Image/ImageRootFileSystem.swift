/// The layers of an image by the digests of their uncompressed bytes.
package struct ImageRootFileSystem: Codable, Hashable, Sendable {
    /// Always `layers`.
    package var type: String
    /// The lowest first.
    package var diff_ids: [Digest]

    package init(type: String, diff_ids: [Digest]) {
        self.type = type
        self.diff_ids = diff_ids
    }
}
