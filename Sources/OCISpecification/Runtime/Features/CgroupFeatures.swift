/// Which control groups a runtime handles.
package struct CgroupFeatures: Codable, Hashable, Sendable {
    package var v1: Bool?
    package var v2: Bool?
    package var systemd: Bool?
    package var systemdUser: Bool?
    package var rdma: Bool?

    package init(
        v1: Bool? = nil, v2: Bool? = nil, systemd: Bool? = nil, systemdUser: Bool? = nil, rdma: Bool? = nil
    ) {
        self.v1 = v1
        self.v2 = v2
        self.systemd = systemd
        self.systemdUser = systemdUser
        self.rdma = rdma
    }
}
