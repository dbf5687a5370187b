internal import Netlink

/// The one table of ours: its chains, sets and rules. Networks and published ports are elements of the sets.
///
/// An accept of ours would not help where another table drops: only what must be changed or dropped is here.
enum FirewallTable {
    static let selector = TableSelector(.inet, "apus")

    struct Chain {
        let name: String
        let type: String
        let hook: NetfilterHook
        let priority: Int32
        let rules: [[NetfilterExpression]]
    }

    /// All bridges, by name.
    static let bridges = NetfilterSet("bridges", key: [.interfaceName])
    /// Bridges without a way out.
    static let isolated = NetfilterSet("internal", key: [.interfaceName])
    /// The subnets of networks that have a way out.
    static let subnets = NetfilterSet("subnets", key: [.ipv4Address], isInterval: true)
    static let subnets6 = NetfilterSet("subnets6", key: [.ipv6Address], isInterval: true)
    /// Ports published on every address of the host, and those on one.
    static let ports = NetfilterSet("ports", key: [.protocolNumber, .port], value: [.ipv4Address, .port])
    static let ports6 = NetfilterSet("ports6", key: [.protocolNumber, .port], value: [.ipv6Address, .port])
    static let portsAt = NetfilterSet(
        "ports_at", key: [.ipv4Address, .protocolNumber, .port], value: [.ipv4Address, .port])
    static let portsAt6 = NetfilterSet(
        "ports_at6", key: [.ipv6Address, .protocolNumber, .port], value: [.ipv6Address, .port])

    static var sets: [NetfilterSet] { [bridges, isolated, subnets, subnets6, ports, ports6, portsAt, portsAt6] }

    static var chains: [Chain] {
        [
            // A bridge answers for 127/8 (route_localnet), but nobody beyond it may ask.
            Chain(
                name: "guard", type: "filter", hook: .prerouting, priority: -300,
                rules: [
                    [.meta(.inputInterface), .lookup(set: bridges.name)] + version4
                        + [.payload(.network, offset: 16, length: 1), .compare(to: [127]), .verdict(.drop)]
                ]),
            Chain(name: "prerouting", type: "nat", hook: .prerouting, priority: -100, rules: publishing),
            Chain(name: "output", type: "nat", hook: .output, priority: -100, rules: publishing),
            Chain(name: "postrouting", type: "nat", hook: .postrouting, priority: 100, rules: masquerading),
            Chain(
                name: "forward", type: "filter", hook: .forward, priority: 0,
                rules: [
                    [
                        .meta(.inputInterface), .lookup(set: isolated.name), .meta(.outputInterface),
                        .lookup(isNotIn: true, set: isolated.name), .verdict(.drop),
                    ],
                    [
                        .meta(.outputInterface), .lookup(set: isolated.name), .meta(.inputInterface),
                        .lookup(isNotIn: true, set: isolated.name), .verdict(.drop),
                    ],
                ]),
        ]
    }

    private static var version4: [NetfilterExpression] { [.meta(.networkProtocol), .compare(to: [2])] }
    private static var version6: [NetfilterExpression] { [.meta(.networkProtocol), .compare(to: [10])] }

    /// Destinations rewritten to the container that publishes them; one address first, then any of the host's.
    private static var publishing: [[NetfilterExpression]] {
        let isLocal: [NetfilterExpression] = [.destinationKind(), .compare(to: machineOrder(2))]
        return [
            version4 + [
                .payload(.network, offset: 16, length: 4), .meta(.transportProtocol, into: 9),
                .payload(.transport, offset: 2, length: 2, into: 10), .lookup(set: portsAt.name, into: 1),
                .translate(.destination, .ipv4, address: 1, port: 9),
            ],
            version4 + isLocal + [
                .meta(.transportProtocol), .payload(.transport, offset: 2, length: 2, into: 9),
                .lookup(set: ports.name, into: 1), .translate(.destination, .ipv4, address: 1, port: 9),
            ],
            version6 + [
                .payload(.network, offset: 24, length: 16), .meta(.transportProtocol, into: 2),
                .payload(.transport, offset: 2, length: 2, into: 13), .lookup(set: portsAt6.name, into: 1),
                .translate(.destination, .ipv6, address: 1, port: 2),
            ],
            version6 + isLocal + [
                .meta(.transportProtocol), .payload(.transport, offset: 2, length: 2, into: 9),
                .lookup(set: ports6.name, into: 1), .translate(.destination, .ipv6, address: 1, port: 2),
            ],
        ]
    }

    private static var masquerading: [[NetfilterExpression]] {
        let translated: [NetfilterExpression] = [  // IPS_DST_NAT
            .connection(.status), .mask(with: machineOrder(0x20)), .compare(isNot: true, to: machineOrder(0)),
        ]
        let source4 = NetfilterExpression.payload(.network, offset: 12, length: 4)
        let destination4 = NetfilterExpression.payload(.network, offset: 16, length: 4)
        let source6 = NetfilterExpression.payload(.network, offset: 8, length: 16)
        let destination6 = NetfilterExpression.payload(.network, offset: 24, length: 16)
        return [
            // out of the networks
            version4 + [
                source4, .lookup(set: subnets.name), destination4, .lookup(isNotIn: true, set: subnets.name),
                .masquerade,
            ],
            // from the host's 127/8 to a published port: the container could not answer that
            version4 + [
                .payload(.network, offset: 12, length: 1), .compare(to: [127]), destination4,
                .lookup(set: subnets.name), .masquerade,
            ],
            // from a container to a port that a neighbour publishes: the answer must come back through here
            version4 + [source4, .lookup(set: subnets.name), destination4, .lookup(set: subnets.name)] + translated
                + [.masquerade],
            version6 + [
                source6, .lookup(set: subnets6.name), destination6, .lookup(isNotIn: true, set: subnets6.name),
                .masquerade,
            ],
            version6 + [source6, .lookup(set: subnets6.name), destination6, .lookup(set: subnets6.name)] + translated
                + [.masquerade],
        ]
    }

    /// What the kernel keeps in a register for a number of its own: the machine's order.
    private static func machineOrder(_ number: UInt32) -> [UInt8] {
        let little = UInt32(littleEndian: number)
        return (0..<4).map { UInt8(truncatingIfNeeded: little >> ($0 * 8)) }
    }
}
