public import JSONText

/// The root file system of a container.
public struct RootFileSystem: JSONDirect, Hashable, Sendable {
    /// Absolute, or relative to the bundle.
    public var path: String
    public var readonly: Bool?

    public init(path: String, readonly: Bool? = nil) {
        self.path = path
        self.readonly = readonly
    }
}

extension RootFileSystem {
    public init(reading json: inout JSONReader) throws(JSONError) {
        path = try json.required("path")
        readonly = try json.optional("readonly")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("path", path)
        try json.add("readonly", readonly)
    }
}
