public import JSONText

/// A device node that is made in a container.
public struct LinuxDevice: JSONDirect, Hashable, Sendable {
    /// `c`, `u` (the same), `b` or `p`.
    public var type: String
    public var path: String
    /// Not for `p`.
    public var major: Int64?
    public var minor: Int64?
    public var fileMode: UInt32?
    public var uid: UInt32?
    public var gid: UInt32?

    public init(
        type: String, path: String, major: Int64? = nil, minor: Int64? = nil, fileMode: UInt32? = nil,
        uid: UInt32? = nil, gid: UInt32? = nil
    ) {
        self.type = type
        self.path = path
        self.major = major
        self.minor = minor
        self.fileMode = fileMode
        self.uid = uid
        self.gid = gid
    }
}

extension LinuxDevice {
    public init(reading json: inout JSONReader) throws(JSONError) {
        type = try json.required("type")
        path = try json.required("path")
        major = try json.optional("major")
        minor = try json.optional("minor")
        fileMode = try json.optional("fileMode")
        uid = try json.optional("uid")
        gid = try json.optional("gid")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("type", type)
        try json.add("path", path)
        try json.add("major", major)
        try json.add("minor", minor)
        try json.add("fileMode", fileMode)
        try json.add("uid", uid)
        try json.add("gid", gid)
    }
}
