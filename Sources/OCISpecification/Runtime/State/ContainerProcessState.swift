package import JSONText

/// What goes over the seccomp listener's socket with the descriptor.
package struct ContainerProcessState: JSONDirect, Hashable, Sendable {
    package var ociVersion: String
    /// Such as `seccompFd`, in the order of the descriptors.
    package var fds: [String]
    package var pid: Int32
    package var metadata: String?
    package var state: RuntimeState

    package init(ociVersion: String, fds: [String], pid: Int32, metadata: String? = nil, state: RuntimeState) {
        self.ociVersion = ociVersion
        self.fds = fds
        self.pid = pid
        self.metadata = metadata
        self.state = state
    }
}

extension ContainerProcessState {
    package init(reading json: inout JSONReader) throws(JSONError) {
        ociVersion = try json.required("ociVersion")
        fds = try json.required("fds")
        pid = try json.required("pid")
        metadata = try json.optional("metadata")
        state = try json.required("state")
    }

    package func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("ociVersion", ociVersion)
        try json.add("fds", fds)
        try json.add("pid", pid)
        try json.add("metadata", metadata)
        try json.add("state", state)
    }
}
