/// An Ethernet address.
public struct HardwareAddress: Hashable, Sendable, CustomStringConvertible {
    public let bytes: [UInt8]

    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 6 else { return nil }
        self.bytes = Array(bytes)
    }

    public init?(_ text: Substring) { self.init(String(text)) }

    /// Six pairs of hexadecimal digits between colons or hyphens.
    public init?(_ text: String) {
        var bytes: [UInt8] = []
        for part in text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == ":" || $0 == "-" }) {
            guard part.utf8.count == 2, part.first != "+", let byte = UInt8(part, radix: 16) else { return nil }
            bytes.append(byte)
        }
        self.init(bytes: bytes)
    }

    /// The address that goes with an IPv4 address, so that a neighbour's table stays right when an address is used again.
    /// Docker's choice: 02:42 and the four bytes.
    public init(for address: IPv4Address) { bytes = [0x02, 0x42] + address.bytes }

    /// Whether it names one station, which an interface needs.
    public var isUnicast: Bool { bytes[0] & 1 == 0 && bytes.contains { $0 != 0 } }

    public var description: String {
        var text = ""
        for byte in bytes {
            if !text.isEmpty { text += ":" }
            if byte < 16 { text += "0" }
            text += String(byte, radix: 16)
        }
        return text
    }
}
