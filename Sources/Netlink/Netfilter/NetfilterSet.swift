/// The type of a key or value of a set, as nft(8) numbers and prints it.
public enum NetfilterField: UInt32, Hashable, Sendable {
    case ipv4Address = 7
    case ipv6Address = 8
    case protocolNumber = 12
    case port = 13
    case interfaceName = 41

    var length: UInt32 {
        switch self {
        case .ipv4Address: 4
        case .ipv6Address: 16
        case .protocolNumber: 1
        case .port: 2
        case .interfaceName: 16
        }
    }

    /// In a concatenation each field starts a register of four bytes.
    var registerLength: UInt32 { (length + 3) & ~3 }
}

/// A set or map of a table: what its keys and values are made of.
public struct NetfilterSet: Hashable, Sendable {
    public let name: String
    public let key: [NetfilterField]
    /// Empty for a plain set.
    public let value: [NetfilterField]
    /// Keys are ranges.
    public let isInterval: Bool

    public init(_ name: String, key: [NetfilterField], value: [NetfilterField] = [], isInterval: Bool = false) {
        self.name = name
        self.key = key
        self.value = value
        self.isInterval = isInterval
    }

    /// The byte orders, as nft(8) keeps them for itself: without them it lists elements wrongly.
    var userData: [UInt8] {
        func order(_ fields: [NetfilterField]) -> UInt8 {
            fields.count > 1 ? 0 : fields == [.interfaceName] ? 1 : 2  // none, the machine's, the network's
        }
        var buffer = MessageBuffer(reserving: 16)
        buffer.append([0, 4])
        buffer.append(UInt32(order(key)))
        if !value.isEmpty {
            buffer.append([1, 4])
            buffer.append(UInt32(order(value)))
        }
        return buffer.bytes
    }

    static func type(_ fields: [NetfilterField]) -> UInt32 { fields.reduce(0) { $0 << 6 | $1.rawValue } }

    static func length(_ fields: [NetfilterField]) -> UInt32 {
        fields.count == 1 ? fields[0].length : fields.reduce(0) { $0 + $1.registerLength }
    }

    /// Bytes of the fields of a key or value, each padded to its registers.
    public static func joined(_ fields: [[UInt8]]) -> [UInt8] {
        var bytes: [UInt8] = []
        for field in fields {
            bytes += field
            while bytes.count % 4 != 0 { bytes.append(0) }
        }
        return bytes
    }

    /// An interface name as a key: 16 bytes.
    public static func interface(_ name: String) -> [UInt8] {
        let bytes = Array(name.utf8.prefix(15))
        return bytes + [UInt8](repeating: 0, count: 16 - bytes.count)
    }
}

/// One element of a set or map.
public struct NetfilterElement: Hashable, Sendable {
    public let key: [UInt8]
    public let value: [UInt8]?
    /// The key is the first one after a range.
    public let isEnd: Bool

    public init(_ key: [UInt8], value: [UInt8]? = nil, isEnd: Bool = false) {
        self.key = key
        self.value = value
        self.isEnd = isEnd
    }

    /// The elements that stand for a subnet in a set of ranges.
    public static func range(_ subnet: IPv4Subnet) -> [NetfilterElement] {
        let start = NetfilterElement(subnet.first.bytes)
        if subnet.last.value == .max { return [start] }
        return [start, NetfilterElement(IPv4Address(subnet.last.value + 1).bytes, isEnd: true)]
    }

    public static func range(_ subnet: IPv6Subnet) -> [NetfilterElement] {
        let start = NetfilterElement(subnet.first.bytes)
        let last = subnet.last
        if last.low == .max, last.high == .max { return [start] }
        let next = IPv6Address(high: last.low == .max ? last.high + 1 : last.high, low: last.low &+ 1)
        return [start, NetfilterElement(next.bytes, isEnd: true)]
    }
}

extension MessageBuffer {
    mutating func newSet(_ set: NetfilterSet, in table: TableSelector, id: UInt32) {
        netfilter(NetfilterMessage.newSet, .create, table.family) { buffer in
            buffer.attribute(1, table.name)
            buffer.attribute(2, set.name)
            let concatenated = set.key.count > 1 && set.isInterval
            let flags: UInt32 = (set.isInterval ? 4 : 0) | (set.value.isEmpty ? 0 : 8) | (concatenated ? 0x80 : 0)
            buffer.attribute(3, network: flags)
            buffer.attribute(4, network: NetfilterSet.type(set.key))
            buffer.attribute(5, network: NetfilterSet.length(set.key))
            if !set.value.isEmpty {
                buffer.attribute(6, network: NetfilterSet.type(set.value))
                buffer.attribute(7, network: NetfilterSet.length(set.value))
            }
            buffer.attribute(10, network: id)
            buffer.attribute(13, set.userData)
        }
    }

    mutating func elements(
        _ type: UInt16, _ flags: MessageFlags, _ elements: [NetfilterElement], set: String, in table: TableSelector
    ) {
        netfilter(type, flags, table.family) { buffer in
            buffer.attribute(1, table.name)
            buffer.attribute(2, set)
            buffer.nested(3, flagged: true) { buffer in
                for element in elements { buffer.nested(1, flagged: true) { $0.body(of: element) } }
            }
        }
    }

    private mutating func body(of element: NetfilterElement) {
        if element.isEnd { attribute(3, network: UInt32(1)) }  // NFT_SET_ELEM_INTERVAL_END
        nested(1, flagged: true) { $0.attribute(1, element.key) }
        if let value = element.value { nested(2, flagged: true) { $0.attribute(1, value) } }
    }
}
