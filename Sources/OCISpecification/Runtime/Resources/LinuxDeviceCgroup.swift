public import JSONText

/// A rule about the use of devices.
public struct LinuxDeviceCgroup: JSONDirect, Hashable, Sendable {
    public var allow: Bool
    /// `a` (all), `c` or `b`; nil is all.
    public var type: String?
    /// Nil or -1 is any.
    public var major: Int64?
    public var minor: Int64?
    /// Of `r`, `w` and `m` (mknod).
    public var access: String?

    public init(allow: Bool, type: String? = nil, major: Int64? = nil, minor: Int64? = nil, access: String? = nil) {
        self.allow = allow
        self.type = type
        self.major = major
        self.minor = minor
        self.access = access
    }
}

extension LinuxDeviceCgroup {
    public init(reading json: inout JSONReader) throws(JSONError) {
        allow = try json.required("allow")
        type = try json.optional("type")
        major = try json.optional("major")
        minor = try json.optional("minor")
        access = try json.optional("access")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("allow", allow)
        try json.add("type", type)
        try json.add("major", major)
        try json.add("minor", minor)
        try json.add("access", access)
    }
}
