/// An address of either version.
package enum IPAddress: Hashable, Sendable, CustomStringConvertible {
    case version4(IPv4Address)
    case version6(IPv6Address)

    package init?(_ text: Substring) { self.init(String(text)) }

    package init?(_ text: String) {
        if let address = IPv4Address(text) {
            self = .version4(address)
        } else if let address = IPv6Address(text) {
            self = .version6(address)
        } else {
            return nil
        }
    }

    package init?(bytes: some Collection<UInt8>) {
        if let address = IPv4Address(bytes: bytes) {
            self = .version4(address)
        } else if let address = IPv6Address(bytes: bytes) {
            self = .version6(address)
        } else {
            return nil
        }
    }

    package var bytes: [UInt8] {
        switch self {
        case .version4(let address): address.bytes
        case .version6(let address): address.bytes
        }
    }

    package var isLoopback: Bool {
        switch self {
        case .version4(let address): address.isLoopback
        case .version6(let address): address.isLoopback
        }
    }

    package var description: String {
        switch self {
        case .version4(let address): address.description
        case .version6(let address): address.description
        }
    }

    /// `AF_INET` or `AF_INET6`.
    package var family: UInt8 {
        switch self {
        case .version4: 2
        case .version6: 10
        }
    }
}
