public import Netlink

/// A bridge network: what its `network.json` says.
public struct NetworkConfiguration: Hashable, Sendable {
    public struct Version6: Hashable, Sendable {
        public var subnet: IPv6Subnet
        public var gateway: IPv6Address
        public init(subnet: IPv6Subnet, gateway: IPv6Address) {
            self.subnet = subnet
            self.gateway = gateway
        }
    }

    public var name: String
    /// The name of the bridge interface, at most 15 bytes.
    public var bridge: String
    public var subnet: IPv4Subnet
    public var gateway: IPv4Address
    /// nil: as the interface that the host's default route leaves by, where the kernel's 1500 is too much.
    public var mtu: UInt32?
    public var version6: Version6?
    /// No way out: no default route, nothing is forwarded to or from other interfaces.
    public var isInternal: Bool

    public init(
        name: String, bridge: String, subnet: IPv4Subnet, gateway: IPv4Address, mtu: UInt32? = nil,
        version6: Version6? = nil, isInternal: Bool = false
    ) {
        self.name = name
        self.bridge = bridge
        self.subnet = subnet
        self.gateway = gateway
        self.mtu = mtu
        self.version6 = version6
        self.isInternal = isInternal
    }

    /// The network of containers that name none, in a subnet; its gateway is the subnet's first address.
    public static func standard(
        in subnet: IPv4Subnet = standardSubnet, gateway: IPv4Address? = nil
    ) -> NetworkConfiguration {
        NetworkConfiguration(
            name: "default", bridge: standardBridge, subnet: subnet,
            gateway: gateway ?? IPv4Address(subnet.first.value + 1))
    }

    public static var standardBridge: String { "apus0" }

    /// 10.87.0.0/16, beside podman's 10.88.0.0/16 and docker's 172.17.0.0/16.
    public static var standardSubnet: IPv4Subnet {
        IPv4Subnet(holding: IPv4Address(10, 87, 0, 0), prefixLength: 16)!
    }

    /// Throws what is wrong with it, in words.
    public func validate() throws(NetworkingError) {
        func refuse(_ cause: String) -> NetworkingError {
            NetworkingError(.invalid, doing: "read network \(name)", cause: cause)
        }
        if !Self.isInterfaceName(bridge) {
            throw refuse("\"\(bridge)\" cannot be the name of an interface: 1 to 15 letters, digits, '-', '_' or '.'")
        }
        if subnet.prefixLength > 30 { throw refuse("subnet \(subnet) has no room for a container: use /30 or less") }
        if !subnet.contains(gateway) || gateway == subnet.first || gateway == subnet.last {
            throw refuse("gateway \(gateway) is no host address of subnet \(subnet)")
        }
        if let version6, !version6.subnet.contains(version6.gateway) {
            throw refuse("gateway \(version6.gateway) is not in subnet \(version6.subnet)")
        }
        if let mtu, !(68...65535).contains(mtu) { throw refuse("MTU \(mtu) is not between 68 and 65535") }
    }

    /// Whether the kernel takes it as the name of an interface, and no program mistakes it for something else.
    public static func isInterfaceName(_ name: String) -> Bool {
        guard (1...15).contains(name.utf8.count), name != ".", name != "..", name != "all", name != "default" else {
            return false
        }
        return name.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
    }
}
