/// Which memory policies a runtime sets.
package struct MemoryPolicyFeatures: Codable, Hashable, Sendable {
    package var modes: [String]?
    package var flags: [String]?

    package init(modes: [String]? = nil, flags: [String]? = nil) {
        self.modes = modes
        self.flags = flags
    }
}
