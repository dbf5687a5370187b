public import JSONText

/// How a layer of an image was made.
public struct ImageHistory: JSONDirect, Hashable, Sendable {
    /// RFC 3339.
    public var created: String?
    public var created_by: String?
    public var author: String?
    public var comment: String?
    /// True when the step made no layer.
    public var empty_layer: Bool?

    public init(
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

extension ImageHistory {
    public init(reading json: inout JSONReader) throws(JSONError) {
        created = try json.optional("created")
        created_by = try json.optional("created_by")
        author = try json.optional("author")
        comment = try json.optional("comment")
        empty_layer = try json.optional("empty_layer")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("created", created)
        try json.add("created_by", created_by)
        try json.add("author", author)
        try json.add("comment", comment)
        try json.add("empty_layer", empty_layer)
    }
}
