/// The root file system of a container.
package struct RootFileSystem: Codable, Hashable, Sendable {
    /// Absolute, or relative to the bundle.
    package var path: String
    package var readonly: Bool?

    package init(path: String, readonly: Bool? = nil) {
        self.path = path
        self.readonly = readonly
    }
}
