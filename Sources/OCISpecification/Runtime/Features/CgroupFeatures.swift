public import JSONText

/// Which control groups a runtime handles.
public struct CgroupFeatures: JSONDirect, Hashable, Sendable {
    public var v1: Bool?
    public var v2: Bool?
    public var systemd: Bool?
    public var systemdUser: Bool?
    public var rdma: Bool?

    public init(
        v1: Bool? = nil, v2: Bool? = nil, systemd: Bool? = nil, systemdUser: Bool? = nil, rdma: Bool? = nil
    ) {
        self.v1 = v1
        self.v2 = v2
        self.systemd = systemd
        self.systemdUser = systemdUser
        self.rdma = rdma
    }
}

extension CgroupFeatures {
    public init(reading json: inout JSONReader) throws(JSONError) {
        v1 = try json.optional("v1")
        v2 = try json.optional("v2")
        systemd = try json.optional("systemd")
        systemdUser = try json.optional("systemdUser")
        rdma = try json.optional("rdma")
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("v1", v1)
        try json.add("v2", v2)
        try json.add("systemd", systemd)
        try json.add("systemdUser", systemdUser)
        try json.add("rdma", rdma)
    }
}
