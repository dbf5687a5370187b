public import JSONText

/// What kind of system the kernel shows: personality(2).
public struct LinuxPersonality: JSONDirect, Hashable, Sendable {
    /// `LINUX` or `LINUX32`.
    public var domain: String
    public var flags: [String]?

    public init(domain: String, flags: [String]? = nil) {
        self.domain = domain
        self.flags = flags
    }
}

extension LinuxPersonality {
    public init(reading json: inout JSONReader) throws(JSONError) {
        domain = try json.required("domain")
        flags = try json.optional("flags")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("domain", domain)
        try json.add("flags", flags)
    }
}
