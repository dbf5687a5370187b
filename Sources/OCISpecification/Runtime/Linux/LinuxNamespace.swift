/// A namespace that a container gets of its own or joins.
package struct LinuxNamespace: Codable, Hashable, Sendable {
    /// `pid`, `network`, `mount`, `ipc`, `uts`, `user`, `cgroup` or `time`.
    package var type: String
    /// The namespace to join; nil for a new one.
    package var path: String?

    package init(type: String, path: String? = nil) {
        self.type = type
        self.path = path
    }
}
