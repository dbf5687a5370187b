internal import Linux
public import Netlink

/// What a container is to have in a network.
public struct AttachmentRequest: Hashable, Sendable {
    public var network: NetworkConfiguration
    public var presence: NetworkPresence
    public var address: IPv4Address
    public var version6: IPv6Address?
    /// nil: made from the address.
    public var hardwareAddress: HardwareAddress?
    /// The name inside.
    public var interface: String
    /// Whether the default route goes through this network.
    public var isDefaultRoute: Bool

    public init(
        network: NetworkConfiguration, presence: NetworkPresence, address: IPv4Address, version6: IPv6Address? = nil,
        hardwareAddress: HardwareAddress? = nil, interface: String = "eth0", isDefaultRoute: Bool = true
    ) {
        self.network = network
        self.presence = presence
        self.address = address
        self.version6 = version6
        self.hardwareAddress = hardwareAddress
        self.interface = interface
        self.isDefaultRoute = isDefaultRoute
    }
}

/// An interface that a container got.
public struct AttachedInterface: Hashable, Sendable {
    public let name: String
    public let address: IPv4Address
    public let prefixLength: UInt8
    public let gateway: IPv4Address?
    public let version6: IPv6Address?
    public let hardwareAddress: HardwareAddress
    /// The other end, a port of the bridge. It goes with the container's namespace; we never delete it (30 ms).
    public let hostInterface: String
}

extension HostNetwork {
    /// Gives a container an interface in a network that ``ensure(_:)`` found: the veth is born with one end on the
    /// bridge and the other in the container's namespace, then loopback, address and routes are set inside.
    public mutating func attach(
        _ request: AttachmentRequest, to namespace: borrowing NetworkNamespace
    ) throws(NetworkingError) -> AttachedInterface {
        var request = request
        let network = request.network
        let doing = "attach \(request.interface) to network \(network.name)"
        let hardwareAddress = request.hardwareAddress ?? HardwareAddress(for: request.address)
        if !hardwareAddress.isUnicast {
            throw NetworkingError(.invalid, doing: doing, cause: "\(hardwareAddress) is no address of one station")
        }
        let hostName = try makeVeth(&request, hardwareAddress, namespace, doing)
        var inner = try namespace.inside { () throws(NetworkingError) in
            try netlink(doing) { () throws(NetlinkError) in try NetlinkConnection(.route) }
        }
        let index = try netlink(doing) { () throws(NetlinkError) in try inner.interfaceIndex(request.interface) }
        guard let index else {
            throw NetworkingError(.refused, doing: doing, cause: "the interface went away while it was set up")
        }
        let gateway = network.isInternal || !request.isDefaultRoute ? nil : network.gateway
        var setup = MessageBuffer()
        setup.changeLink(.index(1), LinkChange(up: true))  // lo is always the first
        if network.version6 == nil { setup.changeLink(.index(index), LinkChange(linkLocal: false)) }
        setup.changeLink(.index(index), LinkChange(up: true))
        setup.addAddress(
            InterfaceAddress(
                interface: index, address: .version4(request.address), prefixLength: network.subnet.prefixLength))
        if let gateway { setup.addRoute(Route(.anywhere4, gateway: .version4(gateway), interface: index)) }
        if let version6 = network.version6, let address = request.version6 {
            setup.addAddress(
                InterfaceAddress(
                    interface: index, address: .version6(address), prefixLength: version6.subnet.prefixLength))
            if gateway != nil {
                setup.addRoute(Route(.anywhere6, gateway: .version6(version6.gateway), interface: index))
            }
        }
        try netlink(doing) { () throws(NetlinkError) in
            try inner.perform(
                setup, tolerating: [.noAddressFamily], doing: "set up \(request.interface) with \(request.address)")
        }
        return AttachedInterface(
            name: request.interface, address: request.address, prefixLength: network.subnet.prefixLength,
            gateway: gateway, version6: request.version6, hardwareAddress: hardwareAddress, hostInterface: hostName)
    }

    /// - Parameter request: learns of a bridge that had to be made anew.
    private mutating func makeVeth(
        _ request: inout AttachmentRequest, _ hardwareAddress: HardwareAddress, _ namespace: borrowing NetworkNamespace,
        _ doing: String
    ) throws(NetworkingError) -> String {
        var attempt = 0
        while true {
            attempt += 1
            let name = Self.hostInterfaceName()
            var creation = MessageBuffer()
            creation.createVeth(
                name,
                LinkChange(mtu: request.presence.mtu, master: request.presence.bridgeIndex),
                peer: request.interface,
                // It cannot be born up: its other end is not there yet (ENOTCONN).
                LinkChange(
                    mtu: request.presence.mtu, hardwareAddress: hardwareAddress,
                    namespace: .descriptor(namespace.descriptor.number)),
                // One queue: a veth hands packets on by the processor that sends them, with more it does no better, and
                // each costs (with two: 0.43 ms instead of 0.24).
                queues: 1)
            // A port needs no address of its own. With one, each start and end of a container is told to all ports of the
            // bridge: that grows with the square of their number.
            creation.changeLink(.name(name), LinkChange(linkLocal: false))
            // Where the bridge calls iptables, a packet to a port that its sender publishes goes back by its own port.
            creation.changeLink(.name(name), LinkChange(up: true, hairpin: true))
            let refusals = try netlink(doing) { () throws(NetlinkError) in
                try route.refusals(of: creation, doing: "create veth \(name) with \(request.interface)")
            }.filter { $0.error.errno != .noAddressFamily }
            guard let first = refusals.first else { return name }
            // The name is taken on the host; where it is the inner one, the next try says so too, hence the check.
            let taken = first.index == 0 && first.error.errno == .exists
            let holder = try netlink(doing) { () throws(NetlinkError) in try route.interfaceIndex(name) }
            if taken, holder != nil { continue }
            guard attempt < 8, try hasLostBridge(request, doing) else { throw NetworkingError(first.error, doing: doing) }
            if holder != nil, !taken {
                // It was made, and lost its bridge before it was a port: both ends go.
                var removal = MessageBuffer()
                removal.deleteLink(.name(name))
                try netlink(doing) { () throws(NetlinkError) in
                    try route.perform(removal, tolerating: [.noDevice], doing: "delete veth \(name)")
                }
            }
            request.presence = try ensure(request.network)
        }
    }

    /// Whether somebody deleted the bridge since it was looked for: the kernel says EINVAL of a master that is none, and EOPNOTSUPP
    /// of a port's settings.
    private mutating func hasLostBridge(_ request: AttachmentRequest, _ doing: String) throws(NetworkingError) -> Bool {
        let index = try netlink(doing) { () throws(NetlinkError) in try route.interfaceIndex(request.network.bridge) }
        return index != request.presence.bridgeIndex
    }

    /// 40 random bits: fewer, and thousands of containers would meet.
    private static func hostInterfaceName() -> String {
        let text = String(UInt64.random(in: 0..<1 << 40), radix: 16)
        return "veth" + String(repeating: "0", count: 10 - text.utf8.count) + text
    }
}
