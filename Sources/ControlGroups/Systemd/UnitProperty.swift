/// A property of a unit of systemd (org.freedesktop.systemd1(5)).
struct UnitProperty: Hashable, Sendable {
    enum Value: Hashable, Sendable {
        case text(String)
        case boolean(Bool)
        case long(UInt64)
        /// Of another type of whole number, by its letter on the wire: `ynqiux`.
        case integer(Character, Int64)
        case real(Double)
        case texts([String])
        case numbers([UInt32])
        case bytes([UInt8])
    }

    let name: String
    let value: Value

    init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }

    /// Of the type `(sv)`.
    func write(to writer: inout BusWriter) {
        writer.align(8)
        writer.text(name)
        switch value {
        case .text(let text):
            writer.signature("s")
            writer.text(text)
        case .boolean(let flag):
            writer.signature("b")
            writer.boolean(flag)
        case .long(let number):
            writer.signature("t")
            writer.long(number)
        case .integer(let type, let number):
            writer.signature(String(type))
            switch type {
            case "y": writer.byte(UInt8(truncatingIfNeeded: number))
            case "n", "q": writer.short(UInt16(truncatingIfNeeded: number))
            case "x": writer.long(UInt64(bitPattern: number))
            default: writer.number(UInt32(truncatingIfNeeded: number))
            }
        case .real(let number):
            writer.signature("d")
            writer.long(number.bitPattern)
        case .texts(let texts):
            writer.signature("as")
            writer.array(alignment: 4) { writer in for text in texts { writer.text(text) } }
        case .numbers(let numbers):
            writer.signature("au")
            writer.array(alignment: 4) { writer in for number in numbers { writer.number(number) } }
        case .bytes(let bytes):
            writer.signature("ay")
            writer.array(alignment: 1) { writer in writer.append(bytes) }
        }
    }
}
