/// One message from the kernel.
public struct ReceivedMessage: Sendable {
    public let type: UInt16
    public let flags: MessageFlags
    public let sequence: UInt32
    public let payload: ArraySlice<UInt8>

    /// For an error or an end of dump: the (negative) number it carries, 0 for success.
    var result: Int32 { payload.number(at: 0, as: Int32.self) ?? 0 }

    /// The text of an extended acknowledgement.
    var explanation: String? {
        guard flags.contains(.explained) else { return nil }
        // struct nlmsgerr: the number, the refused message's header, and the whole of it unless capped.
        var skipped = 4 + ControlMessage.headerLength
        if !flags.contains(.capped), let length = payload.number(at: 4, as: UInt32.self) {
            skipped = 4 + (max(Int(length), ControlMessage.headerLength) + 3) & ~3
        }
        return Attributes(payload.dropFirst(skipped)).text(1)  // NLMSGERR_ATTR_MSG
    }

    /// Cuts a datagram into its messages; one that claims more than there is ends it.
    static func cut(_ datagram: [UInt8]) -> [ReceivedMessage] {
        var messages: [ReceivedMessage] = []
        var rest = datagram[...]
        while let length = rest.number(at: 0, as: UInt32.self), let type = rest.number(at: 4, as: UInt16.self),
            let flags = rest.number(at: 6, as: UInt16.self), let sequence = rest.number(at: 8, as: UInt32.self)
        {
            let count = Int(length)
            if count < ControlMessage.headerLength || count > rest.count { break }
            messages.append(
                ReceivedMessage(
                    type: type, flags: MessageFlags(rawValue: flags), sequence: sequence,
                    payload: rest.prefix(count).dropFirst(ControlMessage.headerLength)))
            rest = rest.dropFirst((count + 3) & ~3)
        }
        return messages
    }
}

/// The attributes of a message or of a nested attribute, read where they lie.
public struct Attributes: Sendable {
    private let bytes: ArraySlice<UInt8>
    public init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    /// All of them in order; one that claims more than there is ends the list.
    public func each(_ body: (_ type: UInt16, _ value: ArraySlice<UInt8>) -> Void) {
        var rest = bytes
        while let length = rest.number(at: 0, as: UInt16.self), let type = rest.number(at: 2, as: UInt16.self) {
            let count = Int(length)
            if count < 4 || count > rest.count { return }
            body(type & 0x3FFF, rest.prefix(count).dropFirst(4))  // without the flags for nesting and byte order
            rest = rest.dropFirst((count + 3) & ~3)
        }
    }

    public func value(_ wanted: UInt16) -> ArraySlice<UInt8>? {
        var found: ArraySlice<UInt8>?
        each { type, value in if type == wanted { found = value } }
        return found
    }

    public func number<Number: FixedWidthInteger>(_ type: UInt16, as kind: Number.Type) -> Number? {
        value(type)?.number(at: 0, as: kind)
    }

    /// A number in network byte order.
    public func networkNumber<Number: FixedWidthInteger>(_ type: UInt16, as kind: Number.Type) -> Number? {
        value(type)?.number(at: 0, as: kind).map { Number(bigEndian: $0) }
    }

    public func text(_ type: UInt16) -> String? {
        value(type).map { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    public func nested(_ type: UInt16) -> Attributes? { value(type).map { Attributes($0) } }
}

extension ArraySlice<UInt8> {
    /// The number in the machine's byte order at an offset from the start of the slice; nil where the slice is too short.
    public func number<Number: FixedWidthInteger>(at offset: Int, as kind: Number.Type) -> Number? {
        let size = MemoryLayout<Number>.size
        guard offset >= 0, count >= offset + size else { return nil }
        var number: Number = 0
        for index in stride(from: startIndex + offset + size - 1, through: startIndex + offset, by: -1) {
            number = (number << 8) | Number(truncatingIfNeeded: self[index])
        }
        return Number(littleEndian: number)
    }
}
