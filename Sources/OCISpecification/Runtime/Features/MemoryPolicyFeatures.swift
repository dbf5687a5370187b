public import JSONText

/// Which memory policies a runtime sets.
public struct MemoryPolicyFeatures: JSONDirect, Hashable, Sendable {
    public var modes: [String]?
    public var flags: [String]?

    public init(modes: [String]? = nil, flags: [String]? = nil) {
        self.modes = modes
        self.flags = flags
    }
}

extension MemoryPolicyFeatures {
    public init(reading json: inout JSONReader) throws(JSONError) {
        modes = try json.optional("modes")
        flags = try json.optional("flags")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("modes", modes)
        try json.add("flags", flags)
    }
}
