/// A network device of the host that is moved into a container.
package struct LinuxNetDevice: Codable, Hashable, Sendable {
    /// Its name in the container; nil for the same.
    package var name: String?

    package init(name: String? = nil) {
        self.name = name
    }
}
