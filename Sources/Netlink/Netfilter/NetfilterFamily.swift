/// Whose packets a table sees (`NFPROTO_…`).
public enum NetfilterFamily: UInt8, Hashable, Sendable {
    case any = 0
    case inet = 1
    case ipv4 = 2
    case bridge = 7
    case ipv6 = 10
}

/// Where in a packet's way a chain is called; the numbers are those of the IP families.
public enum NetfilterHook: UInt32, Hashable, Sendable {
    case prerouting = 0
    case input = 1
    case forward = 2
    case output = 3
    case postrouting = 4
}

public enum NetfilterVerdict: Hashable, Sendable {
    case accept
    case drop
    case jump(String)
    case `return`

    var code: Int32 {
        switch self {
        case .drop: 0
        case .accept: 1
        case .jump: -3
        case .return: -5
        }
    }
}

/// A name in a table of a family.
public struct TableSelector: Hashable, Sendable {
    public let family: NetfilterFamily
    public let name: String
    public init(_ family: NetfilterFamily, _ name: String) {
        self.family = family
        self.name = name
    }
}

enum NetfilterMessage {
    private static let nftables: UInt16 = 10 << 8
    static let newTable = nftables | 0
    static let getTable = nftables | 1
    static let deleteTable = nftables | 2
    static let newChain = nftables | 3
    static let getChain = nftables | 4
    static let newRule = nftables | 6
    static let getRule = nftables | 7
    static let deleteRule = nftables | 8
    static let newSet = nftables | 9
    static let newElement = nftables | 12
    static let getElement = nftables | 13
    static let deleteElement = nftables | 14
    static let getGeneration = nftables | 16
    static let begin: UInt16 = 0x10
    static let end: UInt16 = 0x11
}

extension MessageBuffer {
    /// A message and its struct nfgenmsg.
    mutating func netfilter(
        _ type: UInt16, _ flags: MessageFlags, _ family: NetfilterFamily, resource: UInt16 = 0,
        _ body: (inout MessageBuffer) -> Void
    ) {
        message(type, flags) { buffer in
            buffer.append([family.rawValue, 0])
            buffer.append(resource.bigEndian)
            body(&buffer)
        }
    }
}
