internal import Netlink
internal import Linux

extension HostNetwork {
    /// Makes sure that a network is there: its bridge, addresses, forwarding and firewall. Any number may do so at once.
    ///
    /// What is there is read from where it lives: two requests without a lock of the kernel's and one file, 20 µs.
    public mutating func ensure(_ network: NetworkConfiguration) throws(NetworkingError) -> NetworkPresence {
        var repaired = false
        var warnings: [String] = []
        var index = try presentBridge(network)
        if index == nil {
            index = try persistently { (host) throws(NetworkingError) in try host.makeBridge(network) }
            repaired = true
        }
        if !network.isInternal { repaired = try enableForwarding(network) || repaired }
        switch try firewallState(network) {
        case .complete: break
        case .incomplete(let foreign):
            try installFirewall(network)
            warnings = try admitInForeignChains(network, foreign)
            repaired = true
        }
        let mtu = try netlink("look for bridge \(network.bridge)") { () throws(NetlinkError) in
            try route.interfaceMTU(network.bridge)
        }
        return NetworkPresence(bridgeIndex: index!, mtu: mtu ?? 1500, wasRepaired: repaired, warnings: warnings)
    }

    /// Another program may delete the bridge while it is made: that is no reason to give up at once.
    private mutating func persistently<Value>(
        _ body: (inout HostNetwork) throws(NetworkingError) -> Value
    ) throws(NetworkingError) -> Value {
        for _ in 0..<4 {
            do throws(NetworkingError) { return try body(&self) } catch {
                guard error.errno == .noDevice else { throw error }
            }
        }
        return try body(&self)
    }

    /// The number of the bridge, when it is up and has its address: then the way to any address of the subnet is
    /// through it, from the gateway's address.
    private mutating func presentBridge(_ network: NetworkConfiguration) throws(NetworkingError) -> UInt32? {
        let doing = "look for bridge \(network.bridge)"
        guard let index = try netlink(doing, { () throws(NetlinkError) in try route.interfaceIndex(network.bridge) })
        else { return nil }
        // Neither the gateway nor an end of the subnet: those have local and broadcast routes.
        var probe = IPv4Address(network.subnet.first.value + 1)
        if probe == network.gateway { probe = IPv4Address(probe.value + 1) }
        let found = try netlink(doing) { () throws(NetlinkError) in try route.route(to: .version4(probe)) }
        guard let found, found.interface == index, found.source == .version4(network.gateway),
            found.destination == .subnet4(network.subnet)
        else { return nil }
        if let version6 = network.version6 {
            let found = try netlink(doing) { () throws(NetlinkError) in
                try route.addresses(interface: index, family: 10)
            }
            if !found.contains(where: { $0.address == .version6(version6.gateway) }) { return nil }
        }
        return index
    }

    private mutating func makeBridge(_ network: NetworkConfiguration) throws(NetworkingError) -> UInt32 {
        try network.validate()
        let doing = "make bridge \(network.bridge) of network \(network.name)"
        var mtu = network.mtu
        if mtu == nil { mtu = try uplinkMTU() }
        var creation = MessageBuffer()
        // An address of its own keeps the bridge from taking the lowest of its ports', which come and go.
        creation.createBridge(
            network.bridge, LinkChange(mtu: mtu, hardwareAddress: HardwareAddress(for: network.gateway)))
        try netlink(doing) { () throws(NetlinkError) in
            try route.perform(creation, tolerating: [.exists], doing: "create bridge \(network.bridge)")
        }
        let link = try netlink(doing) { () throws(NetlinkError) in try route.link(.name(network.bridge)) }
        guard let link else {
            throw NetworkingError(.refused, doing: doing, cause: "it went away again: another program deletes it", errno: .noDevice)
        }
        if link.kind != "bridge" {
            throw NetworkingError(
                .taken, doing: doing,
                cause: "an interface of that name is no bridge but \(link.kind ?? "a device"): "
                    + "choose another name for the network's bridge")
        }
        try refuseOverlap(network, bridge: link.index)
        var setup = MessageBuffer()
        setup.addAddress(
            InterfaceAddress(
                interface: link.index, address: .version4(network.gateway), prefixLength: network.subnet.prefixLength))
        if let version6 = network.version6 {
            setup.addAddress(
                InterfaceAddress(
                    interface: link.index, address: .version6(version6.gateway),
                    prefixLength: version6.subnet.prefixLength))
        }
        setup.changeLink(.index(link.index), LinkChange(up: true))
        try netlink(doing) { () throws(NetlinkError) in
            try route.perform(setup, tolerating: [.exists], doing: "set up bridge \(network.bridge)")
        }
        // Published ports answer on the host's loopback address too; 127/8 from a bridge is dropped by the firewall.
        try allowMissing(doing) { () throws(SystemCallError) in
            try writeControlFile("/proc/sys/net/ipv4/conf/\(network.bridge)/route_localnet", "1")
        }
        return link.index
    }

    /// A subnet that is routed elsewhere would take that route from the host.
    private mutating func refuseOverlap(_ network: NetworkConfiguration, bridge: UInt32) throws(NetworkingError) {
        let doing = "make bridge \(network.bridge) of network \(network.name)"
        let routes = try netlink(doing) { () throws(NetlinkError) in try route.routes(family: 2) }
        for other in routes where other.interface != bridge && other.table == 254 && other.kind == 1 {
            guard case .subnet4(let subnet) = other.destination, subnet.overlaps(network.subnet) else { continue }
            // A wider route, as of a VPN for all of 10/8, is what a more specific one is for.
            if subnet.prefixLength < network.subnet.prefixLength { continue }
            throw NetworkingError(
                .taken, doing: doing,
                cause: "the host already routes \(subnet) elsewhere: choose another subnet than \(network.subnet)")
        }
    }

    /// The MTU of the interface of the host's default route, where it is under 1500.
    private mutating func uplinkMTU() throws(NetworkingError) -> UInt32? {
        let doing = "look up the host's default route"
        let outside = IPAddress.version4(IPv4Address(1, 1, 1, 1))
        let found = try netlink(doing) { () throws(NetlinkError) in try route.route(to: outside) }
        guard let found else { return nil }
        let link = try netlink(doing) { () throws(NetlinkError) in try route.link(.index(found.interface)) }
        return link.flatMap { $0.mtu < 1500 && $0.mtu >= 576 ? $0.mtu : nil }
    }

    /// Turns forwarding on where it is off; answers whether it was.
    private func enableForwarding(_ network: NetworkConfiguration) throws(NetworkingError) -> Bool {
        var changed = false
        var paths = ["/proc/sys/net/ipv4/ip_forward"]
        if network.version6 != nil { paths.append("/proc/sys/net/ipv6/conf/all/forwarding") }
        for path in paths {
            changed =
                try networking("turn on forwarding for network \(network.name)") { () throws(SystemCallError) in
                    let file = try open(path)
                    if try file.read(upTo: 4).first == UInt8(ascii: "1") { return false }
                    try writeControlFile(path, "1")
                    return true
                } || changed
        }
        return changed
    }

    /// A kernel setting that this kernel need not have.
    private func allowMissing(
        _ operation: @autoclosure () -> String, _ body: () throws(SystemCallError) -> Void
    ) throws(NetworkingError) {
        do throws(SystemCallError) { try body() } catch {
            if error.errno == .noEntry || error.errno == .readOnly { return }
            throw NetworkingError(error, doing: operation())
        }
    }
}

extension NetlinkConnection {
    /// As `perform`, but refusals of these kinds count as done.
    mutating func perform(
        _ changes: MessageBuffer, tolerating: [Errno], doing operation: @autoclosure () -> String
    ) throws(NetlinkError) {
        for refusal in try refusals(of: changes, doing: operation()) where !tolerating.contains(refusal.error.errno) {
            throw refusal.error
        }
    }
}
