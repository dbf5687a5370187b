package import JSONText

/// The root file system of a container.
package struct RootFileSystem: JSONDirect, Hashable, Sendable {
    /// Absolute, or relative to the bundle.
    package var path: String
    package var readonly: Bool?

    package init(path: String, readonly: Bool? = nil) {
        self.path = path
        self.readonly = readonly
    }
}

extension RootFileSystem {
    package init(reading json: inout JSONReader) throws(JSONError) {
        path = try json.required("path")
        readonly = try json.optional("readonly")
    }

    package func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("path", path)
        try json.add("readonly", readonly)
    }
}
