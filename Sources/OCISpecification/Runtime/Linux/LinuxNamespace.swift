public import JSONText

/// A namespace that a container gets of its own or joins.
public struct LinuxNamespace: JSONDirect, Hashable, Sendable {
    /// `pid`, `network`, `mount`, `ipc`, `uts`, `user`, `cgroup` or `time`.
    public var type: String
    /// The namespace to join; nil for a new one.
    public var path: String?

    public init(type: String, path: String? = nil) {
        self.type = type
        self.path = path
    }
}

extension LinuxNamespace {
    public init(reading json: inout JSONReader) throws(JSONError) {
        type = try json.required("type")
        path = try json.optional("path")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("type", type)
        try json.add("path", path)
    }
}
