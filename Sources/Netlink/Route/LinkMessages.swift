/// Which interface a request means.
public enum LinkSelector: Hashable, Sendable {
    case index(UInt32)
    case name(String)
}

/// A network namespace as the kernel can be told of it.
public enum NamespaceSelector: Hashable, Sendable {
    case process(Int32)
    /// A descriptor of a namespace file.
    case descriptor(CInt)
}

/// What a link is to become; nil leaves it as it is.
public struct LinkChange: Hashable, Sendable {
    public var up: Bool?
    public var name: String?
    public var mtu: UInt32?
    public var hardwareAddress: HardwareAddress?
    /// The number of the bridge; 0 takes it out.
    public var master: UInt32?
    public var namespace: NamespaceSelector?
    /// Of a bridge's port: frames may leave by the port they came in by.
    public var hairpin: Bool?
    /// Whether the kernel gives it an IPv6 address of the link (4.17). Told before it is up, in a message of its own: a kernel
    /// without IPv6 refuses it with `EAFNOSUPPORT`.
    public var linkLocal: Bool?

    public init(
        up: Bool? = nil, name: String? = nil, mtu: UInt32? = nil, hardwareAddress: HardwareAddress? = nil,
        master: UInt32? = nil, namespace: NamespaceSelector? = nil, hairpin: Bool? = nil, linkLocal: Bool? = nil
    ) {
        self.up = up
        self.name = name
        self.mtu = mtu
        self.hardwareAddress = hardwareAddress
        self.master = master
        self.namespace = namespace
        self.hairpin = hairpin
        self.linkLocal = linkLocal
    }
}

enum RouteMessage {
    static let newLink: UInt16 = 16
    static let deleteLink: UInt16 = 17
    static let getLink: UInt16 = 18
    static let newAddress: UInt16 = 20
    static let deleteAddress: UInt16 = 21
    static let getAddress: UInt16 = 22
    static let newRoute: UInt16 = 24
    static let deleteRoute: UInt16 = 25
    static let getRoute: UInt16 = 26
}

/// The attributes of links (`IFLA_…`).
enum LinkAttribute {
    static let address: UInt16 = 1
    static let name: UInt16 = 3
    static let mtu: UInt16 = 4
    static let link: UInt16 = 5
    static let master: UInt16 = 10
    static let information: UInt16 = 18
    static let namespaceProcess: UInt16 = 19
    static let namespaceDescriptor: UInt16 = 28
    static let transmitQueues: UInt16 = 31
    static let receiveQueues: UInt16 = 32
    static let extensionMask: UInt16 = 29
    static let kind: UInt16 = 1
    static let data: UInt16 = 2
    static let portKind: UInt16 = 4
    static let portData: UInt16 = 5
    static let peer: UInt16 = 1
    static let portHairpin: UInt16 = 4
    static let familySettings: UInt16 = 26
    /// `AF_INET6`, and its `IFLA_INET6_ADDR_GEN_MODE`.
    static let version6: UInt16 = 10
    static let addressGeneration: UInt16 = 8
}

extension MessageBuffer {
    public mutating func createBridge(_ name: String, _ change: LinkChange = LinkChange()) {
        message(RouteMessage.newLink, [.create, .exclusive]) { buffer in
            buffer.linkHeader(index: 0, up: change.up)
            buffer.linkAttributes(change)
            buffer.attribute(LinkAttribute.name, name)
            buffer.nested(LinkAttribute.information) { $0.kind("bridge") }
        }
    }

    /// Makes both ends of a veth; each may be born in a namespace with its address, the first one up.
    ///
    /// Without `queues` the kernel (5.14) makes one for each processor that there may be, each with entries in sysfs.
    public mutating func createVeth(
        _ name: String, _ change: LinkChange, peer: String, _ peerChange: LinkChange, queues: UInt32? = nil
    ) {
        message(RouteMessage.newLink, [.create, .exclusive]) { buffer in
            buffer.linkHeader(index: 0, up: change.up)
            buffer.linkAttributes(change)
            buffer.queues(queues)
            buffer.attribute(LinkAttribute.name, name)
            buffer.nested(LinkAttribute.information) { buffer in
                buffer.kind("veth")
                buffer.nested(LinkAttribute.data) { buffer in
                    buffer.nested(LinkAttribute.peer) { buffer in
                        buffer.linkHeader(index: 0, up: peerChange.up)
                        buffer.linkAttributes(peerChange)
                        buffer.queues(queues)
                        buffer.attribute(LinkAttribute.name, peer)
                    }
                }
            }
        }
    }

    public mutating func changeLink(_ link: LinkSelector, _ change: LinkChange) {
        message(RouteMessage.newLink, []) { buffer in
            buffer.select(link, up: change.up)
            buffer.linkAttributes(change)
            if let name = change.name { buffer.attribute(LinkAttribute.name, name) }
            if let linkLocal = change.linkLocal {
                buffer.nested(LinkAttribute.familySettings) { buffer in
                    buffer.nested(LinkAttribute.version6) {
                        $0.attribute(LinkAttribute.addressGeneration, UInt8(linkLocal ? 0 : 1))  // EUI64, NONE
                    }
                }
            }
            if let hairpin = change.hairpin {
                buffer.nested(LinkAttribute.information) { buffer in
                    buffer.attribute(LinkAttribute.portKind, Array("bridge_slave".utf8))
                    buffer.nested(LinkAttribute.portData) {
                        $0.attribute(LinkAttribute.portHairpin, UInt8(hairpin ? 1 : 0))
                    }
                }
            }
        }
    }

    public mutating func deleteLink(_ link: LinkSelector) {
        message(RouteMessage.deleteLink, []) { $0.select(link, up: nil) }
    }

    /// Asks for one link, without its statistics.
    public mutating func getLink(_ link: LinkSelector) {
        message(RouteMessage.getLink, []) { buffer in
            buffer.select(link, up: nil)
            buffer.attribute(LinkAttribute.extensionMask, UInt32(8))  // RTEXT_FILTER_SKIP_STATS
        }
    }

    public mutating func dumpLinks() {
        message(RouteMessage.getLink, .dump) { buffer in
            buffer.linkHeader(index: 0, up: nil)
            buffer.attribute(LinkAttribute.extensionMask, UInt32(8))
        }
    }

    private mutating func select(_ link: LinkSelector, up: Bool?) {
        switch link {
        case .index(let index): linkHeader(index: index, up: up)
        case .name(let name):
            linkHeader(index: 0, up: up)
            attribute(LinkAttribute.name, name)
        }
    }

    /// struct ifinfomsg.
    private mutating func linkHeader(index: UInt32, up: Bool?) {
        append(UInt32(0))  // family and type
        append(index)
        append(UInt32(up == true ? 1 : 0))
        append(UInt32(up == nil ? 0 : 1))
    }

    private mutating func queues(_ count: UInt32?) {
        guard let count else { return }
        attribute(LinkAttribute.transmitQueues, count)
        attribute(LinkAttribute.receiveQueues, count)
    }

    private mutating func kind(_ kind: String) { attribute(LinkAttribute.kind, Array(kind.utf8)) }

    private mutating func linkAttributes(_ change: LinkChange) {
        if let address = change.hardwareAddress { attribute(LinkAttribute.address, address.bytes) }
        if let mtu = change.mtu { attribute(LinkAttribute.mtu, mtu) }
        if let master = change.master { attribute(LinkAttribute.master, master) }
        switch change.namespace {
        case .process(let process): attribute(LinkAttribute.namespaceProcess, process)
        case .descriptor(let number): attribute(LinkAttribute.namespaceDescriptor, number)
        case nil: break
        }
    }
}
