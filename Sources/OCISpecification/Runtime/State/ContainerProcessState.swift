/// What goes over the seccomp listener's socket with the descriptor.
package struct ContainerProcessState: Codable, Hashable, Sendable {
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
