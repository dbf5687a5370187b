public import JSONText

/// The layers of an image by the digests of their uncompressed bytes.
public struct ImageRootFileSystem: JSONDirect, Hashable, Sendable {
    /// Always `layers`.
    public var type: String
    /// The lowest first.
    public var diff_ids: [Digest]

    public init(type: String, diff_ids: [Digest]) {
        self.type = type
        self.diff_ids = diff_ids
    }
}

extension ImageRootFileSystem {
    public init(reading json: inout JSONReader) throws(JSONError) {
        type = try json.required("type")
        diff_ids = try json.optional("diff_ids") ?? []
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("type", type)
        try json.add("diff_ids", diff_ids)
    }
}
