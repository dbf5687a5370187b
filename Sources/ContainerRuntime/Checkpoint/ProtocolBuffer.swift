/// Writes one message in the form of Protocol Buffers: fields by number, in the order they are added.
struct ProtocolBufferWriter {
    private(set) var bytes: [UInt8] = []

    /// `int32`, `int64`, enumerations: a negative number takes ten bytes.
    mutating func add(_ field: UInt64, _ number: Int64) {
        addVariable(field << 3)
        addVariable(UInt64(bitPattern: number))
    }

    mutating func add(_ field: UInt64, _ number: Int32) { add(field, Int64(number)) }

    mutating func add(_ field: UInt64, _ on: Bool) { add(field, on ? Int64(1) : 0) }

    mutating func add(_ field: UInt64, _ text: String) { add(field, Array(text.utf8)) }

    mutating func add(_ field: UInt64, message: (inout ProtocolBufferWriter) -> Void) {
        var inner = ProtocolBufferWriter()
        message(&inner)
        add(field, inner.bytes)
    }

    private mutating func add(_ field: UInt64, _ content: [UInt8]) {
        addVariable(field << 3 | 2)
        addVariable(UInt64(content.count))
        bytes += content
    }

    /// Seven bits a byte, the lowest first; the eighth says that more follow.
    private mutating func addVariable(_ number: UInt64) {
        var rest = number
        while rest > 0x7f {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

/// Reads one message field by field. What is damaged ends it with an error, never beyond its bytes.
struct ProtocolBufferReader {
    enum Value: Equatable {
        case number(UInt64)
        case content(ArraySlice<UInt8>)
    }

    struct Damage: Error, Equatable {}

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// The next field; nil at the end.
    mutating func next() throws(Damage) -> (field: UInt64, value: Value)? {
        if rest.isEmpty { return nil }
        let tag = try takeVariable()
        switch tag & 7 {
        case 0: return (tag >> 3, .number(try takeVariable()))
        case 1: return (tag >> 3, .number(try takeFixed(8)))
        case 2:
            let count = try takeVariable()
            guard count <= UInt64(rest.count) else { throw Damage() }
            let content = rest.prefix(Int(count))
            rest = rest.dropFirst(Int(count))
            return (tag >> 3, .content(content))
        case 5: return (tag >> 3, .number(try takeFixed(4)))
        default: throw Damage()  // groups, which nobody has written for many years
        }
    }

    private mutating func takeVariable() throws(Damage) -> UInt64 {
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while let byte = rest.popFirst() {
            guard shift < 64, shift < 63 || byte <= 1 else { throw Damage() }
            number |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return number }
            shift += 7
        }
        throw Damage()
    }

    private mutating func takeFixed(_ count: Int) throws(Damage) -> UInt64 {
        guard rest.count >= count else { throw Damage() }
        let number = rest.prefix(count).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        rest = rest.dropFirst(count)
        return number
    }
}
