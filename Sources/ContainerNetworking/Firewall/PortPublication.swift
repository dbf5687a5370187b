internal import Linux
public import Netlink

/// A port of the host that leads to one of a container.
public struct PortPublication: Hashable, Sendable {
    public enum Transport: UInt8, Hashable, Sendable {
        case tcp = 6
        case udp = 17
        case sctp = 132
    }
    public var transport: Transport
    /// nil: every address of the host.
    public var hostAddress: IPAddress?
    public var hostPort: UInt16
    public var containerAddress: IPAddress
    public var containerPort: UInt16

    public init(
        transport: Transport, hostAddress: IPAddress? = nil, hostPort: UInt16, containerAddress: IPAddress,
        containerPort: UInt16
    ) {
        self.transport = transport
        self.hostAddress = hostAddress
        self.hostPort = hostPort
        self.containerAddress = containerAddress
        self.containerPort = containerPort
    }

    /// The map it belongs to, and its element; nil when the two addresses are of different versions.
    var element: (NetfilterSet, NetfilterElement)? {
        func bytes(_ port: UInt16) -> [UInt8] { [UInt8(port >> 8), UInt8(port & 0xFF)] }
        let service = [[transport.rawValue], bytes(hostPort)]
        let value = NetfilterSet.joined([containerAddress.bytes, bytes(containerPort)])
        if let hostAddress {
            guard hostAddress.family == containerAddress.family else { return nil }
            let key = NetfilterSet.joined([hostAddress.bytes] + service)
            let set = hostAddress.family == 2 ? FirewallTable.portsAt : FirewallTable.portsAt6
            return (set, NetfilterElement(key, value: value))
        }
        let set = containerAddress.family == 2 ? FirewallTable.ports : FirewallTable.ports6
        return (set, NetfilterElement(NetfilterSet.joined(service), value: value))
    }
}

extension HostNetwork {
    /// Publishes ports, all or none. One that leads elsewhere already is ``NetworkingError/Code/taken``. The table must be
    /// there: ``ensure(_:)`` first. Whether a program of the host listens on a port is not looked at.
    public mutating func publish(_ ports: [PortPublication]) throws(NetworkingError) {
        if ports.isEmpty { return }
        var batch = NetfilterBatch()
        for port in ports {
            guard let (set, element) = port.element else {
                throw NetworkingError(
                    .invalid, doing: "publish port \(port.hostPort)",
                    cause: "the host's address and the container's are of different IP versions")
            }
            batch.addElements([element], to: set.name, in: FirewallTable.selector)
        }
        let message = batch.finished()
        try netlink("publish ports") { () throws(NetlinkError) in
            try firewall.perform(message, doing: "add to the maps of nftables table inet apus")
        }
    }

    /// Takes published ports back; one that is not there, or leads elsewhere by now, is left.
    public mutating func unpublish(_ ports: [PortPublication]) throws(NetworkingError) {
        for port in ports {
            guard let (set, element) = port.element else { continue }
            var batch = NetfilterBatch()
            batch.deleteElements([element], from: set.name, in: FirewallTable.selector)
            let message = batch.finished()
            try netlink("take back published port \(port.hostPort)") { () throws(NetlinkError) in
                try firewall.perform(message, tolerating: [.noEntry], doing: "map \(set.name)")
            }
        }
    }
}
