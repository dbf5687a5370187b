/// An IPv6 address, without a zone.
public struct IPv6Address: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let high: UInt64
    public let low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        var (high, low): (UInt64, UInt64) = (0, 0)
        for (index, byte) in bytes.enumerated() {
            if index < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
        }
        self.init(high: high, low: low)
    }

    public init?(_ text: Substring) { self.init(String(text)) }

    /// As RFC 4291 writes it: groups, one `::`, the last 32 bits perhaps as an IPv4 address.
    public init?(_ text: String) {
        var head: [UInt16] = []
        var tail: [UInt16] = []
        var gap = false
        var rest = Substring(text)
        if rest.hasPrefix("::") {
            gap = true
            rest = rest.dropFirst(2)
        }
        while !rest.isEmpty {
            let group = rest.prefix { $0 != ":" }
            if group.contains(".") {
                guard group.endIndex == rest.endIndex, let last = IPv4Address(group) else { return nil }
                let pair = [UInt16(last.value >> 16), UInt16(truncatingIfNeeded: last.value)]
                if gap { tail += pair } else { head += pair }
                break
            }
            guard (1...4).contains(group.utf8.count), group.first != "+", let value = UInt16(group, radix: 16) else {
                return nil
            }
            if gap { tail.append(value) } else { head.append(value) }
            rest = rest[group.endIndex...]
            if rest.isEmpty { break }
            rest = rest.dropFirst()
            if rest.isEmpty { return nil }
            if rest.first == ":" {
                if gap { return nil }
                gap = true
                rest = rest.dropFirst()
            }
        }
        let count = head.count + tail.count
        if gap ? count > 7 : count != 8 { return nil }
        let groups = head + [UInt16](repeating: 0, count: 8 - count) + tail
        var (high, low): (UInt64, UInt64) = (0, 0)
        for index in 0..<4 {
            high = high << 16 | UInt64(groups[index])
            low = low << 16 | UInt64(groups[index + 4])
        }
        self.init(high: high, low: low)
    }

    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: high >> shift)) }
        for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: low >> shift)) }
        return bytes
    }

    private var groups: [UInt16] {
        var groups: [UInt16] = []
        for shift in stride(from: 48, through: 0, by: -16) { groups.append(UInt16(truncatingIfNeeded: high >> shift)) }
        for shift in stride(from: 48, through: 0, by: -16) { groups.append(UInt16(truncatingIfNeeded: low >> shift)) }
        return groups
    }

    /// As RFC 5952 recommends: lower case, the longest run of zero groups as `::`.
    public var description: String {
        let groups = self.groups
        var (best, length) = (0, 1)
        var index = 0
        while index < 8 {
            var end = index
            while end < 8, groups[end] == 0 { end += 1 }
            if end - index > length { (best, length) = (index, end - index) }
            index = max(end, index + 1)
        }
        var text = ""
        index = 0
        while index < 8 {
            if length > 1, index == best {
                text += "::"
                index += length
                continue
            }
            if !text.isEmpty, !text.hasSuffix(":") { text += ":" }
            text += String(groups[index], radix: 16)
            index += 1
        }
        return text
    }

    public var isLoopback: Bool { high == 0 && low == 1 }
    public var isLinkLocal: Bool { high >> 54 == 0x3FA }
    public static func < (a: IPv6Address, b: IPv6Address) -> Bool { (a.high, a.low) < (b.high, b.low) }
}
