/// An address on an interface.
public struct InterfaceAddress: Hashable, Sendable {
    public let interface: UInt32
    public let address: IPAddress
    public let prefixLength: UInt8

    public init(interface: UInt32, address: IPAddress, prefixLength: UInt8) {
        self.interface = interface
        self.address = address
        self.prefixLength = prefixLength
    }

    /// Reads an `RTM_NEWADDR`.
    public init?(_ message: ReceivedMessage) {
        guard message.type == RouteMessage.newAddress, let length = message.payload.number(at: 1, as: UInt8.self),
            let index = message.payload.number(at: 4, as: UInt32.self)
        else { return nil }
        let attributes = Attributes(message.payload.dropFirst(8))
        // IFA_LOCAL is the address; only point-to-point links have another one in IFA_ADDRESS.
        guard let bytes = attributes.value(2) ?? attributes.value(1), let address = IPAddress(bytes: bytes) else {
            return nil
        }
        self.init(interface: index, address: address, prefixLength: length)
    }
}

extension MessageBuffer {
    /// Puts an address on an interface. IPv6 addresses are taken at once: looking for a double (DAD) takes 1.5 s.
    public mutating func addAddress(_ address: InterfaceAddress) {
        message(RouteMessage.newAddress, [.create, .exclusive]) { $0.body(of: address) }
    }

    public mutating func deleteAddress(_ address: InterfaceAddress) {
        message(RouteMessage.deleteAddress, []) { $0.body(of: address) }
    }

    /// Asks for the addresses of one interface (0: of all) and one version (0: of both).
    public mutating func dumpAddresses(interface: UInt32 = 0, family: UInt8 = 0) {
        message(RouteMessage.getAddress, .dump) { buffer in
            buffer.append([family, 0, 0, 0])
            buffer.append(interface)
        }
    }

    private mutating func body(of address: InterfaceAddress) {
        append(address.address.family)
        append(address.prefixLength)
        var broadcast: IPv4Address?
        switch address.address {
        case .version4(let local):
            append(UInt8(0))
            if address.prefixLength < 31 {
                broadcast = IPv4Subnet(holding: local, prefixLength: address.prefixLength)?.last
            }
        case .version6: append(UInt8(2))  // IFA_F_NODAD
        }
        append(UInt8(0))  // RT_SCOPE_UNIVERSE
        append(address.interface)
        attribute(2, address.address.bytes)  // IFA_LOCAL
        if let broadcast { attribute(4, broadcast.bytes) }  // IFA_BROADCAST
        attribute(1, address.address.bytes)  // IFA_ADDRESS
    }
}

extension NetlinkConnection {
    public mutating func addresses(
        interface: UInt32 = 0, family: UInt8 = 0
    ) throws(NetlinkError) -> [InterfaceAddress] {
        var question = MessageBuffer(reserving: 64)
        question.dumpAddresses(interface: interface, family: family)
        let all = try dump(question, doing: "list addresses").compactMap { InterfaceAddress($0) }
        // Kernels before 5.0 answer for all interfaces.
        return interface == 0 ? all : all.filter { $0.interface == interface }
    }
}
