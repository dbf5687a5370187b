package import JSONText

/// What kind of system the kernel shows: personality(2).
package struct LinuxPersonality: JSONDirect, Hashable, Sendable {
    /// `LINUX` or `LINUX32`.
    package var domain: String
    package var flags: [String]?

    package init(domain: String, flags: [String]? = nil) {
        self.domain = domain
        self.flags = flags
    }
}

extension LinuxPersonality {
    package init(reading json: inout JSONReader) throws(JSONError) {
        domain = try json.required("domain")
        flags = try json.optional("flags")
    }

    package func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("domain", domain)
        try json.add("flags", flags)
    }
}
