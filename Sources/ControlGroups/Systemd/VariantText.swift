/// Reads the part of GVariant's text form that properties of units have: `true`, `15`, `uint64 5`, `@t 5`, `1.5`, `'text'`, `"text"`,
/// `['a', 'b']` (GLib, "GVariant Text Format").
struct VariantText {
    private let bytes: [UInt8]
    private var at = 0

    /// Nil for what is not of this form.
    static func parse(_ text: String) -> UnitProperty.Value? {
        var reader = VariantText(bytes: Array(text.utf8))
        guard let value = reader.value() else { return nil }
        reader.skipSpace()
        return reader.at == reader.bytes.count ? value : nil
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func skipSpace() {
        while at < bytes.count, bytes[at] == 32 || 9...13 ~= bytes[at] { at += 1 }
    }

    private mutating func value() -> UnitProperty.Value? {
        skipSpace()
        guard at < bytes.count else { return nil }
        switch bytes[at] {
        case 0x27, 0x22: return text().map { .text($0) }
        case 0x5b: return texts().map { .texts($0) }
        default:
            let first = word()
            if first == "true" || first == "false" { return .boolean(first == "true") }
            guard let type = Self.types[first] else { return Self.number(first, type: nil) }
            skipSpace()
            return Self.number(word(), type: type)
        }
    }

    /// Names of types, and their letters on the wire.
    private static let types: [String: Character] = [
        "byte": "y", "int16": "n", "uint16": "q", "int32": "i", "uint32": "u", "int64": "x", "uint64": "t", "double": "d",
        "@y": "y", "@n": "n", "@q": "q", "@i": "i", "@u": "u", "@x": "x", "@t": "t", "@d": "d",
    ]

    private mutating func word() -> String {
        let start = at
        while at < bytes.count, bytes[at] > 32 { at += 1 }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    /// Without a type a whole number is of 32 bits with a sign, and one with a point or an exponent is a double.
    private static func number(_ word: String, type: Character?) -> UnitProperty.Value? {
        let hasPoint = word.utf8.contains { $0 == 46 || $0 | 32 == 101 } && !word.hasPrefix("0x")
        if type == "d" || (type == nil && hasPoint) {
            guard let number = Double(word), number.isFinite else { return nil }
            return .real(number)
        }
        let isNegative = word.hasPrefix("-")
        var digits = Substring(word)
        if isNegative || word.hasPrefix("+") { digits = digits.dropFirst() }
        let magnitude = digits.hasPrefix("0x") ? UInt64(digits.dropFirst(2), radix: 16) : UInt64(digits)
        guard let magnitude else { return nil }
        if type == "t" { return isNegative && magnitude != 0 ? nil : .long(magnitude) }
        guard magnitude <= UInt64(Int64.max) else { return nil }
        let number = isNegative ? -Int64(magnitude) : Int64(magnitude)
        let range: ClosedRange<Int64> =
            switch type {
            case "y": 0...255
            case "n": Int64(Int16.min)...Int64(Int16.max)
            case "q": 0...65535
            case "u": 0...Int64(UInt32.max)
            case "x": Int64.min...Int64.max
            default: Int64(Int32.min)...Int64(Int32.max)
            }
        return range.contains(number) ? .integer(type ?? "i", number) : nil
    }

    private mutating func text() -> String? {
        let quote = bytes[at]
        at += 1
        var found: [UInt8] = []
        while at < bytes.count, bytes[at] != quote {
            if bytes[at] == 0x5c {
                at += 1
                guard at < bytes.count else { return nil }
                switch bytes[at] {
                case 0x6e: found.append(10)
                case 0x74: found.append(9)
                case 0x5c, 0x27, 0x22: found.append(bytes[at])
                default: return nil
                }
            } else {
                found.append(bytes[at])
            }
            at += 1
        }
        guard at < bytes.count, !found.contains(0), let text = String(validating: found, as: UTF8.self) else { return nil }
        at += 1
        return text
    }

    private mutating func texts() -> [String]? {
        at += 1
        var found: [String] = []
        while true {
            skipSpace()
            guard at < bytes.count, bytes[at] == 0x27 || bytes[at] == 0x22, let text = text() else { return nil }
            found.append(text)
            skipSpace()
            guard at < bytes.count else { return nil }
            at += 1
            if bytes[at - 1] == 0x5d { return found }
            if bytes[at - 1] != 0x2c { return nil }
        }
    }
}
