package import JSONText

/// A namespace that a container gets of its own or joins.
package struct LinuxNamespace: JSONDirect, Hashable, Sendable {
    /// `pid`, `network`, `mount`, `ipc`, `uts`, `user`, `cgroup` or `time`.
    package var type: String
    /// The namespace to join; nil for a new one.
    package var path: String?

    package init(type: String, path: String? = nil) {
        self.type = type
        self.path = path
    }
}

extension LinuxNamespace {
    package init(reading json: inout JSONReader) throws(JSONError) {
        type = try json.required("type")
        path = try json.optional("path")
    }

    package func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("type", type)
        try json.add("path", path)
    }
}
