package import JSONText

/// From which NUMA nodes memory is taken: set_mempolicy(2).
package struct LinuxMemoryPolicy: JSONDirect, Hashable, Sendable {
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

extension LinuxMemoryPolicy {
    package init(reading json: inout JSONReader) throws(JSONError) {
        mode = try json.required("mode")
        nodes = try json.optional("nodes")
        flags = try json.optional("flags")
    }

    package func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("mode", mode)
        try json.add("nodes", nodes)
        try json.add("flags", flags)
    }
}
