/// An interface as the kernel describes it.
public struct Link: Hashable, Sendable {
    public let index: UInt32
    public let name: String
    public let flags: UInt32
    public let mtu: UInt32
    public let hardwareAddress: HardwareAddress?
    /// The bridge it is a port of.
    public let master: UInt32?
    /// For a veth: the number of its other end, in that end's namespace.
    public let peer: UInt32?
    /// `bridge`, `veth`, … nil for a physical one.
    public let kind: String?

    public var isUp: Bool { flags & 1 != 0 }
    public var isLoopback: Bool { flags & 8 != 0 }

    /// Reads an `RTM_NEWLINK`.
    public init?(_ message: ReceivedMessage) {
        guard message.type == RouteMessage.newLink, let index = message.payload.number(at: 4, as: UInt32.self),
            let flags = message.payload.number(at: 8, as: UInt32.self)
        else { return nil }
        let attributes = Attributes(message.payload.dropFirst(16))
        self.index = index
        self.flags = flags
        name = attributes.text(LinkAttribute.name) ?? ""
        mtu = attributes.number(LinkAttribute.mtu, as: UInt32.self) ?? 0
        hardwareAddress = attributes.value(LinkAttribute.address).flatMap { HardwareAddress(bytes: $0) }
        master = attributes.number(LinkAttribute.master, as: UInt32.self)
        peer = attributes.number(LinkAttribute.link, as: UInt32.self)
        kind = attributes.nested(LinkAttribute.information)?.text(LinkAttribute.kind)
    }
}

extension NetlinkConnection {
    public mutating func link(_ link: LinkSelector) throws(NetlinkError) -> Link? {
        var question = MessageBuffer(reserving: 64)
        question.getLink(link)
        let answer = try answers(to: question, doing: "look up interface \(link)").first ?? nil
        return answer.flatMap { Link($0) }
    }

    public mutating func links() throws(NetlinkError) -> [Link] {
        var question = MessageBuffer(reserving: 64)
        question.dumpLinks()
        return try dump(question, doing: "list interfaces").compactMap { Link($0) }
    }
}
