public import JSONText

/// Who a process runs as. The numbers are those inside of the user namespace.
public struct User: JSONDirect, Hashable, Sendable {
    public var uid: UInt32
    public var gid: UInt32
    public var umask: UInt32?
    public var additionalGids: [UInt32]?
    /// Only for Windows.
    public var username: String?

    public init(
        uid: UInt32, gid: UInt32, umask: UInt32? = nil, additionalGids: [UInt32]? = nil, username: String? = nil
    ) {
        self.uid = uid
        self.gid = gid
        self.umask = umask
        self.additionalGids = additionalGids
        self.username = username
    }
}

extension User {
    public init(reading json: inout JSONReader) throws(JSONError) {
        uid = try json.optional("uid") ?? 0
        gid = try json.optional("gid") ?? 0
        umask = try json.optional("umask")
        additionalGids = try json.optional("additionalGids")
        username = try json.optional("username")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("uid", uid)
        try json.add("gid", gid)
        try json.add("umask", umask)
        try json.add("additionalGids", additionalGids)
        try json.add("username", username)
    }
}
