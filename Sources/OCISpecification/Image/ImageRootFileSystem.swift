package import JSONText

/// The layers of an image by the digests of their uncompressed bytes.
package struct ImageRootFileSystem: JSONDirect, Hashable, Sendable {
    /// Always `layers`.
    package var type: String
    /// The lowest first.
    package var diff_ids: [Digest]

    package init(type: String, diff_ids: [Digest]) {
        self.type = type
        self.diff_ids = diff_ids
    }
}

extension ImageRootFileSystem {
    package init(reading json: inout JSONReader) throws(JSONError) {
        type = try json.required("type")
        diff_ids = try json.optional("diff_ids") ?? []
    }

    package func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("type", type)
        try json.add("diff_ids", diff_ids)
    }
}
