internal import Netlink
internal import Linux

/// The host's side of container networks: bridges, veths and the firewall, by one socket of each kind.
public struct HostNetwork: ~Copyable {
    var route: NetlinkConnection
    var firewall: NetlinkConnection

    public init() throws(NetworkingError) {
        let doing = "reach the kernel's network tables"
        let route = try netlink(doing) { () throws(NetlinkError) in try NetlinkConnection(.route) }
        let firewall = try netlink(doing) { () throws(NetlinkError) in try NetlinkConnection(.netfilter) }
        self.init(route: route, firewall: firewall)
    }

    private init(route: consuming NetlinkConnection, firewall: consuming NetlinkConnection) {
        self.route = route
        self.firewall = firewall
    }
}

/// What making sure of a network came to.
public struct NetworkPresence: Hashable, Sendable {
    public let bridgeIndex: UInt32
    public let mtu: UInt32
    /// Something was missing and has been made.
    public let wasRepaired: Bool
    /// What may keep packets from flowing and is not ours to change, each with what to do.
    public let warnings: [String]
}
