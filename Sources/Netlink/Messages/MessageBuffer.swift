/// Netlink messages laid end to end, as one datagram carries them.
///
/// Lengths are patched when a message or nested attribute ends; numbers are given when the datagram is sent.
public struct MessageBuffer: Sendable {
    public private(set) var bytes: [UInt8] = []

    public init(reserving capacity: Int = 512) { bytes.reserveCapacity(capacity) }

    public var isEmpty: Bool { bytes.isEmpty }

    /// One message: its header, then what `body` appends.
    public mutating func message(_ type: UInt16, _ flags: MessageFlags, _ body: (inout MessageBuffer) -> Void) {
        let start = bytes.count
        append(UInt32(0))
        append(type)
        append(flags.union(.request).rawValue)
        append(UInt64(0))  // sequence and port: given when sent
        body(&self)
        patch(UInt32(bytes.count - start), at: start)
        pad()
    }

    // MARK: Values in the machine's byte order

    public mutating func append<Number: FixedWidthInteger>(_ number: Number) {
        var rest = Number(littleEndian: number)  // on a big-endian machine the swap puts the first byte lowest
        for _ in 0..<MemoryLayout<Number>.size {
            bytes.append(UInt8(truncatingIfNeeded: rest))
            rest = rest >> 8
        }
    }

    public mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

    // MARK: Attributes

    public mutating func attribute(_ type: UInt16, _ value: [UInt8]) {
        append(UInt16(4 + value.count))
        append(type)
        bytes += value
        pad()
    }

    public mutating func attribute<Number: FixedWidthInteger>(_ type: UInt16, _ value: Number) {
        append(UInt16(4 + MemoryLayout<Number>.size))
        append(type)
        append(value)
        pad()
    }

    /// A number in network byte order, as nfnetlink wants nearly all of them.
    public mutating func attribute<Number: FixedWidthInteger>(_ type: UInt16, network value: Number) {
        attribute(type, value.bigEndian)
    }

    /// A text and the NUL that ends it.
    public mutating func attribute(_ type: UInt16, _ text: String) {
        append(UInt16(5 + text.utf8.count))
        append(type)
        bytes.append(contentsOf: text.utf8)
        bytes.append(0)
        pad()
    }

    /// Attributes inside one; nfnetlink marks them with a flag (`NLA_F_NESTED`), older families do not.
    public mutating func nested(_ type: UInt16, flagged: Bool = false, _ body: (inout MessageBuffer) -> Void) {
        let start = bytes.count
        append(UInt16(0))
        append(flagged ? type | 0x8000 : type)
        body(&self)
        patch(UInt16(bytes.count - start), at: start)
    }

    // MARK: Patches

    private mutating func patch<Number: FixedWidthInteger>(_ number: Number, at offset: Int) {
        var rest = Number(littleEndian: number)
        for index in offset..<offset + MemoryLayout<Number>.size {
            bytes[index] = UInt8(truncatingIfNeeded: rest)
            rest = rest >> 8
        }
    }

    private mutating func pad() {
        while bytes.count % 4 != 0 { bytes.append(0) }
    }

    /// Where each message starts.
    var starts: [Int] {
        var starts: [Int] = []
        var at = 0
        while at + ControlMessage.headerLength <= bytes.count {
            starts.append(at)
            let length = Int(bytes[at...].number(at: 0, as: UInt32.self) ?? 0)
            at += max((length + 3) & ~3, ControlMessage.headerLength)
        }
        return starts
    }

    /// Numbers the messages from `first` on and answers how many there are.
    mutating func number(from first: UInt32) -> Int {
        let starts = self.starts
        for (index, start) in starts.enumerated() { patch(first &+ UInt32(index), at: start + 8) }
        return starts.count
    }

    /// Asks for an acknowledgement of the last message so far.
    mutating func acknowledgeLast() {
        guard let start = starts.last, let flags = bytes[start...].number(at: 6, as: UInt16.self) else { return }
        patch(flags | MessageFlags.acknowledge.rawValue, at: start + 6)
    }

    /// The place, among the messages, of the last that asks for an acknowledgement.
    var lastAcknowledged: Int? {
        starts.lastIndex { start in
            MessageFlags(rawValue: bytes[start...].number(at: 6, as: UInt16.self) ?? 0).contains(.acknowledge)
        }
    }
}
