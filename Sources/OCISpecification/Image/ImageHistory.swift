/// How a layer of an image was made.
package struct ImageHistory: Codable, Hashable, Sendable {
    /// RFC 3339.
    package var created: String?
    package var created_by: String?
    package var author: String?
    package var comment: String?
    /// True when the step made no layer.
    package var empty_layer: Bool?

    package init(
        created: String? = nil, created_by: String? = nil, author: String? = nil, comment: String? = nil,
        empty_layer: Bool? = nil
    ) {
        self.created = created
        self.created_by = created_by
        self.author = author
        self.comment = comment
        self.empty_layer = empty_layer
    }
}
