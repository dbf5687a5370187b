/// From which NUMA nodes memory is taken: set_mempolicy(2).
package struct LinuxMemoryPolicy: Codable, Hashable, Sendable {
    /// Such as `MPOL_INTERLEAVE`.
    package var mode: String
    /// A list such as `0-3,7`.
    package var nodes: String?
    package var flags: [String]?

    package init(mode: String, nodes: String? = nil, flags: [String]? = nil) {
        self.mode = mode
        self.nodes = nodes
        self.flags = flags
    }
}
