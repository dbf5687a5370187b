public import JSONText

/// From which NUMA nodes memory is taken: set_mempolicy(2).
public struct LinuxMemoryPolicy: JSONDirect, Hashable, Sendable {
    /// Such as `MPOL_INTERLEAVE`.
    public var mode: String
    /// A list such as `0-3,7`.
    public var nodes: String?
    public var flags: [String]?

    public init(mode: String, nodes: String? = nil, flags: [String]? = nil) {
        self.mode = mode
        self.nodes = nodes
        self.flags = flags
    }
}

extension LinuxMemoryPolicy {
    public init(reading json: inout JSONReader) throws(JSONError) {
        mode = try json.required("mode")
        nodes = try json.optional("nodes")
        flags = try json.optional("flags")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("mode", mode)
        try json.add("nodes", nodes)
        try json.add("flags", flags)
    }
}
