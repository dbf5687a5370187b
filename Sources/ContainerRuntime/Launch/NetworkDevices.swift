internal import Linux
internal import Netlink

/// Moves network devices of the host into the namespace of a container, with their addresses, and sets them up there. When the
/// namespace ends the kernel gives physical ones back.
enum NetworkDevices {
    private struct Moved {
        let plan: NetworkDevicePlan
        let addresses: [InterfaceAddress]
    }

    /// `process` is the container's first process, in its namespaces.
    static func move(_ plans: [NetworkDevicePlan], to process: CInt) throws(RuntimeError) {
        var moved: [Moved] = []
        do throws(NetlinkError) {
            var host = try NetlinkConnection(.route)
            for plan in plans {
                guard let link = try host.link(.name(plan.name)) else {
                    throw NetlinkError(operation: "find network device \(plan.name)", errno: .noSuchDevice, explanation: nil)
                }
                // Before the move: it takes the addresses away.
                let addresses = try lasting(&host, of: link.index)
                var message = MessageBuffer(reserving: 128)
                message.changeLink(.index(link.index), LinkChange(name: plan.newName, namespace: .process(process)))
                try host.perform(message, doing: "move network device \(plan.name) into the container")
                moved.append(Moved(plan: plan, addresses: addresses))
            }
        } catch { throw RuntimeError(.refused, doing: "apply linux.netDevices", cause: "\(error)") }
        try inNamespace(of: process) { () throws(NetlinkError) in
            var inside = try NetlinkConnection(.route)
            for device in moved { try setUp(device, &inside) }
        }
    }

    private static func setUp(_ device: Moved, _ connection: inout NetlinkConnection) throws(NetlinkError) {
        guard let index = try connection.interfaceIndex(device.plan.newName) else {
            throw NetlinkError(
                operation: "find network device \(device.plan.newName) in the container", errno: .noSuchDevice,
                explanation: nil)
        }
        var message = MessageBuffer(reserving: 256)
        for address in device.addresses {
            message.addAddress(
                InterfaceAddress(interface: index, address: address.address, prefixLength: address.prefixLength))
        }
        message.changeLink(.index(index), LinkChange(up: true))
        try connection.perform(message, doing: "set up network device \(device.plan.newName)")
    }

    /// Addresses that somebody gave it: of the whole world, and without an end.
    private static func lasting(
        _ connection: inout NetlinkConnection, of index: UInt32
    ) throws(NetlinkError) -> [InterfaceAddress] {
        var question = MessageBuffer(reserving: 64)
        question.dumpAddresses(interface: index)
        var addresses: [InterfaceAddress] = []
        for message in try connection.dump(question, doing: "list addresses") {
            let payload = Array(message.payload.prefix(4))
            // struct ifaddrmsg: flags with IFA_F_PERMANENT, RT_SCOPE_UNIVERSE
            guard payload.count == 4, payload[2] & 0x80 != 0, payload[3] == 0, let address = InterfaceAddress(message),
                address.interface == index
            else { continue }
            addresses.append(address)
        }
        return addresses
    }

    private static func inNamespace(
        of process: CInt, _ body: () throws(NetlinkError) -> Void
    ) throws(RuntimeError) {
        let what = "enter the network namespace of the container"
        let own = try doing(what) { () throws(SystemCallError) in try open("/proc/self/ns/net") }
        try doing(what) { () throws(SystemCallError) in
            try enterNamespaces(.network, of: open("/proc/\(process)/ns/net"))
        }
        var failure: NetlinkError?
        do throws(NetlinkError) { try body() } catch { failure = error }
        try doing("leave the network namespace of the container") { () throws(SystemCallError) in
            try enterNamespaces(.network, of: own)
        }
        if let failure { throw RuntimeError(.refused, doing: "apply linux.netDevices", cause: "\(failure)") }
    }
}
