/// One step of a rule. Registers are the kernel's: 1 is the first of 16 bytes, 8 to 23 are its quarters and those after.
public enum NetfilterExpression: Hashable, Sendable {
    public enum Meta: UInt32, Sendable {
        case mark = 3
        case inputInterface = 6
        case outputInterface = 7
        case networkProtocol = 15
        case transportProtocol = 16
    }
    public enum Header: UInt32, Sendable { case link = 0, network = 1, transport = 2 }
    public enum Connection: UInt32, Sendable { case state = 0, direction = 1, status = 2 }
    public enum Translation: UInt32, Sendable { case source = 0, destination = 1 }

    case meta(Meta, into: UInt32 = 1)
    case payload(Header, offset: UInt32, length: UInt32, into: UInt32 = 1)
    case compare(UInt32 = 1, isNot: Bool = false, to: [UInt8])
    case mask(UInt32 = 1, with: [UInt8])
    /// Goes on only where the register's value is in the set (or is not); with `into`, the map's value is fetched.
    case lookup(UInt32 = 1, isNotIn: Bool = false, set: String, into: UInt32? = nil)
    case load([UInt8], into: UInt32 = 1)
    case verdict(NetfilterVerdict)
    case connection(Connection, into: UInt32 = 1)
    /// The type of the destination address as the routes see it; 2 is local.
    case destinationKind(into: UInt32 = 1)
    case counter
    case masquerade
    case translate(Translation, NetfilterFamily, address: UInt32?, port: UInt32?)

    var name: String {
        switch self {
        case .meta: "meta"
        case .payload: "payload"
        case .compare: "cmp"
        case .mask: "bitwise"
        case .lookup: "lookup"
        case .load, .verdict: "immediate"
        case .connection: "ct"
        case .destinationKind: "fib"
        case .counter: "counter"
        case .masquerade: "masq"
        case .translate: "nat"
        }
    }
}

extension MessageBuffer {
    mutating func expression(_ expression: NetfilterExpression) {
        nested(1, flagged: true) { buffer in
            buffer.attribute(1, expression.name)
            buffer.nested(2, flagged: true) { $0.body(of: expression) }
        }
    }

    private mutating func data(_ type: UInt16, _ bytes: [UInt8]) {
        nested(type, flagged: true) { $0.attribute(1, bytes) }
    }

    private mutating func body(of expression: NetfilterExpression) {
        switch expression {
        case .meta(let key, let register):
            attribute(2, network: key.rawValue)
            attribute(1, network: register)
        case .payload(let header, let offset, let length, let register):
            attribute(1, network: register)
            attribute(2, network: header.rawValue)
            attribute(3, network: offset)
            attribute(4, network: length)
        case .compare(let register, let isNot, let bytes):
            attribute(1, network: register)
            attribute(2, network: UInt32(isNot ? 1 : 0))
            data(3, bytes)
        case .mask(let register, let bytes):
            attribute(1, network: register)
            attribute(2, network: register)
            attribute(3, network: UInt32(bytes.count))
            data(4, bytes)
            data(5, [UInt8](repeating: 0, count: bytes.count))
        case .lookup(let register, let isNotIn, let set, let destination):
            attribute(2, network: register)
            if let destination { attribute(3, network: destination) }
            attribute(1, set)
            if isNotIn { attribute(5, network: UInt32(1)) }
        case .load(let bytes, let register):
            attribute(1, network: register)
            data(2, bytes)
        case .verdict(let verdict):
            attribute(1, network: UInt32(0))
            nested(2, flagged: true) { buffer in
                buffer.nested(2, flagged: true) { buffer in
                    buffer.attribute(1, network: verdict.code)
                    if case .jump(let chain) = verdict { buffer.attribute(2, chain) }
                }
            }
        case .connection(let key, let register):
            attribute(2, network: key.rawValue)
            attribute(1, network: register)
        case .destinationKind(let register):
            attribute(3, network: UInt32(2))  // NFTA_FIB_F_DADDR
            attribute(2, network: UInt32(3))  // NFT_FIB_RESULT_ADDRTYPE
            attribute(1, network: register)
        case .counter, .masquerade: break
        case .translate(let kind, let family, let address, let port):
            attribute(1, network: kind.rawValue)
            attribute(2, network: UInt32(family.rawValue))
            if let address { attribute(3, network: address) }
            if let port { attribute(5, network: port) }
        }
    }
}
