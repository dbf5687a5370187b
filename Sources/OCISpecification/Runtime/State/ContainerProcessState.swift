public import JSONText

/// What goes over the seccomp listener's socket with the descriptor.
public struct ContainerProcessState: JSONDirect, Hashable, Sendable {
    public var ociVersion: String
    /// Such as `seccompFd`, in the order of the descriptors.
    public var fds: [String]
    public var pid: Int32
    public var metadata: String?
    public var state: RuntimeState

    public init(ociVersion: String, fds: [String], pid: Int32, metadata: String? = nil, state: RuntimeState) {
        self.ociVersion = ociVersion
        self.fds = fds
        self.pid = pid
        self.metadata = metadata
        self.state = state
    }
}

extension ContainerProcessState {
    public init(reading json: inout JSONReader) throws(JSONError) {
        ociVersion = try json.required("ociVersion")
        fds = try json.required("fds")
        pid = try json.required("pid")
        metadata = try json.optional("metadata")
        state = try json.required("state")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("ociVersion", ociVersion)
        try json.add("fds", fds)
        try json.add("pid", pid)
        try json.add("metadata", metadata)
        try json.add("state", state)
    }
}
