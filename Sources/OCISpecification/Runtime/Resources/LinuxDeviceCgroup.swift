package import JSONText

/// A rule about the use of devices.
package struct LinuxDeviceCgroup: JSONDirect, Hashable, Sendable {
    package var allow: Bool
    /// `a` (all), `c` or `b`; nil is all.
    package var type: String?
    /// Nil or -1 is any.
    package var major: Int64?
    package var minor: Int64?
    /// Of `r`, `w` and `m` (mknod).
    package var access: String?

    package init(allow: Bool, type: String? = nil, major: Int64? = nil, minor: Int64? = nil, access: String? = nil) {
        self.allow = allow
        self.type = type
        self.major = major
        self.minor = minor
        self.access = access
    }
}

extension LinuxDeviceCgroup {
    package init(reading json: inout JSONReader) throws(JSONError) {
        allow = try json.required("allow")
        type = try json.optional("type")
        major = try json.optional("major")
        minor = try json.optional("minor")
        access = try json.optional("access")
    }

    package func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("allow", allow)
        try json.add("type", type)
        try json.add("major", major)
        try json.add("minor", minor)
        try json.add("access", access)
    }
}
