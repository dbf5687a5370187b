/// An IPv4 subnet: its first address and the length of its prefix.
public struct IPv4Subnet: Hashable, Sendable, CustomStringConvertible {
    public let first: IPv4Address
    public let prefixLength: UInt8

    /// The subnet that holds an address; nil when the length is over 32.
    public init?(holding address: IPv4Address, prefixLength: UInt8) {
        if prefixLength > 32 { return nil }
        self.prefixLength = prefixLength
        first = IPv4Address(address.value & Self.mask(prefixLength))
    }

    public init?(_ text: Substring) { self.init(String(text)) }

    /// `10.87.0.0/16`; bits behind the prefix are dropped.
    public init?(_ text: String) {
        guard let slash = text.firstIndex(of: "/"), let address = IPv4Address(text[..<slash]),
            let length = decimalLength(text[text.index(after: slash)...])
        else { return nil }
        self.init(holding: address, prefixLength: length)
    }

    private static func mask(_ length: UInt8) -> UInt32 { length == 0 ? 0 : UInt32.max << (32 - UInt32(length)) }

    public var last: IPv4Address { IPv4Address(first.value | ~Self.mask(prefixLength)) }
    public var description: String { "\(first)/\(prefixLength)" }
    public func contains(_ address: IPv4Address) -> Bool { address >= first && address <= last }
    public func overlaps(_ other: IPv4Subnet) -> Bool { first <= other.last && other.first <= last }
}

/// An IPv6 subnet: its first address and the length of its prefix.
public struct IPv6Subnet: Hashable, Sendable, CustomStringConvertible {
    public let first: IPv6Address
    public let prefixLength: UInt8

    public init?(holding address: IPv6Address, prefixLength: UInt8) {
        if prefixLength > 128 { return nil }
        self.prefixLength = prefixLength
        let mask = Self.mask(prefixLength)
        first = IPv6Address(high: address.high & mask.high, low: address.low & mask.low)
    }

    public init?(_ text: Substring) { self.init(String(text)) }

    public init?(_ text: String) {
        guard let slash = text.firstIndex(of: "/"), let address = IPv6Address(text[..<slash]),
            let length = decimalLength(text[text.index(after: slash)...])
        else { return nil }
        self.init(holding: address, prefixLength: length)
    }

    private static func mask(_ length: UInt8) -> (high: UInt64, low: UInt64) {
        // A shift by 64 or more gives 0 in Swift: no case is special.
        (UInt64.max << (64 - min(Int(length), 64)), UInt64.max << (64 - max(Int(length) - 64, 0)))
    }

    public var last: IPv6Address {
        let mask = Self.mask(prefixLength)
        return IPv6Address(high: first.high | ~mask.high, low: first.low | ~mask.low)
    }
    public var description: String { "\(first)/\(prefixLength)" }
    public func contains(_ address: IPv6Address) -> Bool { address >= first && address <= last }
}

/// One to three digits.
private func decimalLength(_ text: some StringProtocol) -> UInt8? {
    guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return UInt8(text)
}
