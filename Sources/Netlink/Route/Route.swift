/// A route of the main table, as asked for or as the kernel describes it.
public struct Route: Hashable, Sendable {
    public enum Destination: Hashable, Sendable {
        case anywhere4
        case anywhere6
        case subnet4(IPv4Subnet)
        case subnet6(IPv6Subnet)
    }
    public var destination: Destination
    /// The router; nil: the destination is on the link.
    public var gateway: IPAddress?
    public var interface: UInt32
    /// The source address for what starts here.
    public var source: IPAddress?
    /// In answers: `RTN_…`, 1 for unicast, 2 for local.
    public var kind: UInt8 = 1
    public var table: UInt32 = 254

    public init(_ destination: Destination, gateway: IPAddress? = nil, interface: UInt32, source: IPAddress? = nil) {
        self.destination = destination
        self.gateway = gateway
        self.interface = interface
        self.source = source
    }

    /// Reads an `RTM_NEWROUTE`; nil for routes without an interface, or of other families.
    public init?(_ message: ReceivedMessage) {
        let header = message.payload
        guard message.type == RouteMessage.newRoute, let family = header.number(at: 0, as: UInt8.self),
            let length = header.number(at: 1, as: UInt8.self), let table = header.number(at: 4, as: UInt8.self),
            let kind = header.number(at: 7, as: UInt8.self)
        else { return nil }
        let attributes = Attributes(header.dropFirst(12))
        // Several next hops: the first stands for all.
        let hop = attributes.value(9)
        guard let interface = attributes.number(4, as: UInt32.self) ?? hop?.number(at: 4, as: UInt32.self) else {
            return nil
        }
        self.interface = interface
        self.kind = kind
        self.table = attributes.number(15, as: UInt32.self) ?? UInt32(table)
        gateway = attributes.value(5).flatMap { IPAddress(bytes: $0) }
        source = attributes.value(7).flatMap { IPAddress(bytes: $0) }
        let bytes = attributes.value(1)
        switch family {
        case 2:
            let address = bytes.flatMap { IPv4Address(bytes: $0) } ?? IPv4Address(0)
            guard let subnet = IPv4Subnet(holding: address, prefixLength: length) else { return nil }
            destination = length == 0 ? .anywhere4 : .subnet4(subnet)
        case 10:
            let address = bytes.flatMap { IPv6Address(bytes: $0) } ?? IPv6Address(high: 0, low: 0)
            guard let subnet = IPv6Subnet(holding: address, prefixLength: length) else { return nil }
            destination = length == 0 ? .anywhere6 : .subnet6(subnet)
        default: return nil
        }
    }
}

extension MessageBuffer {
    public mutating func addRoute(_ route: Route) {
        message(RouteMessage.newRoute, [.create, .exclusive]) { $0.body(of: route) }
    }

    public mutating func deleteRoute(_ route: Route) {
        message(RouteMessage.deleteRoute, []) { $0.body(of: route) }
    }

    /// Asks which route of the tables an address would take (kernel 4.13); it needs no lock in the kernel.
    public mutating func getRoute(to address: IPAddress) {
        message(RouteMessage.getRoute, []) { buffer in
            buffer.append([address.family, UInt8(address.bytes.count * 8), 0, 0, 0, 0, 0, 0])
            buffer.append(UInt32(0x2000))  // RTM_F_FIB_MATCH
            buffer.attribute(1, address.bytes)
        }
    }

    /// Asks for all routes of one version.
    public mutating func dumpRoutes(family: UInt8) {
        message(RouteMessage.getRoute, .dump) { buffer in
            buffer.append([family, 0, 0, 0, 0, 0, 0, 0])
            buffer.append(UInt32(0))
        }
    }

    private mutating func body(of route: Route) {
        var (family, length, bytes): (UInt8, UInt8, [UInt8]?) = (2, 0, nil)
        switch route.destination {
        case .anywhere4: break
        case .anywhere6: family = 10
        case .subnet4(let subnet): (length, bytes) = (subnet.prefixLength, subnet.first.bytes)
        case .subnet6(let subnet): (family, length, bytes) = (10, subnet.prefixLength, subnet.first.bytes)
        }
        // table main, protocol boot as ip(8) does, scope link where no router is named
        append([family, length, 0, 0, 254, 3, route.gateway == nil && family == 2 ? 253 : 0, 1])
        append(UInt32(0))
        if let bytes { attribute(1, bytes) }
        if let gateway = route.gateway { attribute(5, gateway.bytes) }
        attribute(4, route.interface)
        if let source = route.source { attribute(7, source.bytes) }
    }
}

extension NetlinkConnection {
    /// The route that an address would take; nil when there is none.
    public mutating func route(to address: IPAddress) throws(NetlinkError) -> Route? {
        var question = MessageBuffer(reserving: 64)
        question.getRoute(to: address)
        let answer = try answers(to: question, doing: "look up the route to \(address)").first ?? nil
        return answer.flatMap { Route($0) }
    }

    public mutating func routes(family: UInt8) throws(NetlinkError) -> [Route] {
        var question = MessageBuffer(reserving: 64)
        question.dumpRoutes(family: family)
        return try dump(question, doing: "list routes").compactMap { Route($0) }
    }
}
