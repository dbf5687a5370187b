package import JSONText

/// Which memory policies a runtime sets.
package struct MemoryPolicyFeatures: JSONDirect, Hashable, Sendable {
    package var modes: [String]?
    package var flags: [String]?

    package init(modes: [String]? = nil, flags: [String]? = nil) {
        self.modes = modes
        self.flags = flags
    }
}

extension MemoryPolicyFeatures {
    package init(reading json: inout JSONReader) throws(JSONError) {
        modes = try json.optional("modes")
        flags = try json.optional("flags")
    }

    package func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("modes", modes)
        try json.add("flags", flags)
    }
}
