internal import Linux
internal import Netlink

/// Sends what a container asks of 127.0.0.11 port 53 to the ports where its monitor answers; a container may serve port
/// 53 itself. Lives in the container's namespace and goes with it.
public func redirectNameQueries(
    toUDP udpPort: UInt16, tcp tcpPort: UInt16, in namespace: borrowing NetworkNamespace
) throws(NetworkingError) {
    let doing = "redirect name queries to port \(udpPort)"
    let table = TableSelector(.ipv4, "apus")
    let server: [UInt8] = [127, 0, 0, 11]
    var batch = NetfilterBatch()
    batch.addTable(table)
    batch.addChain("output", in: table, type: "nat", hook: .output, priority: -100)
    batch.deleteRules(in: table)
    for (transport, port) in [(UInt8(17), udpPort), (6, tcpPort)] {
        batch.addRule(
            [
                .payload(.network, offset: 16, length: 4), .compare(to: server), .meta(.transportProtocol),
                .compare(to: [transport]), .payload(.transport, offset: 2, length: 2), .compare(to: [0, 53]),
                .load(server, into: 1), .load([UInt8(port >> 8), UInt8(port & 0xFF)], into: 2),
                .translate(.destination, .ipv4, address: 1, port: 2),
            ], to: "output", in: table)
    }
    let message = batch.finished()
    try namespace.inside { () throws(NetworkingError) in
        try netlink(doing) { () throws(NetlinkError) in
            var firewall = try NetlinkConnection(.netfilter)
            try firewall.perform(message, doing: "nftables table ip apus of the container")
        }
    }
}
