/// An address of either version.
public enum IPAddress: Hashable, Sendable, CustomStringConvertible {
    case version4(IPv4Address)
    case version6(IPv6Address)

    public init?(_ text: Substring) { self.init(String(text)) }

    public init?(_ text: String) {
        if let address = IPv4Address(text) {
            self = .version4(address)
        } else if let address = IPv6Address(text) {
            self = .version6(address)
        } else {
            return nil
        }
    }

    public init?(bytes: some Collection<UInt8>) {
        if let address = IPv4Address(bytes: bytes) {
            self = .version4(address)
        } else if let address = IPv6Address(bytes: bytes) {
            self = .version6(address)
        } else {
            return nil
        }
    }

    public var bytes: [UInt8] {
        switch self {
        case .version4(let address): address.bytes
        case .version6(let address): address.bytes
        }
    }

    public var isLoopback: Bool {
        switch self {
        case .version4(let address): address.isLoopback
        case .version6(let address): address.isLoopback
        }
    }

    public var description: String {
        switch self {
        case .version4(let address): address.description
        case .version6(let address): address.description
        }
    }

    /// `AF_INET` or `AF_INET6`.
    public var family: UInt8 {
        switch self {
        case .version4: 2
        case .version6: 10
        }
    }
}
