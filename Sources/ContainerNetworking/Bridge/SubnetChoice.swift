public import Netlink

extension HostNetwork {
    /// The subnet and gateway of a bridge that is there already: its network's record may have gone with a `/run` of another
    /// mount namespace. nil where there is no such bridge, or one without an address.
    public mutating func subnet(ofBridge name: String) throws(NetworkingError) -> (subnet: IPv4Subnet, gateway: IPv4Address)? {
        let doing = "look for bridge \(name)"
        let link = try netlink(doing) { () throws(NetlinkError) in try route.link(.name(name)) }
        guard let link, link.kind == "bridge" else { return nil }
        let addresses = try netlink(doing) { () throws(NetlinkError) in
            try route.addresses(interface: link.index, family: 2)
        }
        for found in addresses {
            guard case .version4(let gateway) = found.address, found.prefixLength <= 30,
                let subnet = IPv4Subnet(holding: gateway, prefixLength: found.prefixLength)
            else { continue }
            return (subnet, gateway)
        }
        return nil
    }

    /// The subnet for a network that names none: the first of 10.87.0.0/16 to 10.255.0.0/16 (then /24s of 192.168) that
    /// no route of the host and no other network overlaps.
    public mutating func freeSubnet(avoiding taken: [IPv4Subnet] = []) throws(NetworkingError) -> IPv4Subnet {
        let doing = "choose a subnet"
        let routes = try netlink(doing) { () throws(NetlinkError) in try route.routes(family: 2) }
        var used = taken
        for other in routes where other.table == 254 {
            if case .subnet4(let subnet) = other.destination { used.append(subnet) }
        }
        for candidate in Self.candidates where !used.contains(where: { $0.overlaps(candidate) }) { return candidate }
        throw NetworkingError(
            .exhausted, doing: doing,
            cause: "every subnet from 10.87.0.0/16 on overlaps a route of the host: name one with --subnet")
    }

    private static var candidates: [IPv4Subnet] {
        var all: [IPv4Subnet] = []
        for second in UInt8(87)...255 where second != 88 {  // podman's own
            all.append(IPv4Subnet(holding: IPv4Address(10, second, 0, 0), prefixLength: 16)!)
        }
        for third in UInt8(100)...255 {
            all.append(IPv4Subnet(holding: IPv4Address(192, 168, third, 0), prefixLength: 24)!)
        }
        return all
    }
}
