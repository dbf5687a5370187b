/// Go's literals: strings, characters, numbers.
enum GoLiteral {
    /// The text of a literal in double quotes or backquotes; nil when an escape is malformed.
    static func string(_ literal: String) -> String? {
        var bytes = Array(literal.utf8)[...]
        guard let quote = bytes.popFirst(), bytes.popLast() == quote else { return nil }
        if quote == UInt8(ascii: "`") {
            return String(decoding: bytes.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
        }
        var result: [UInt8] = []
        while let byte = bytes.popFirst() {
            if byte != UInt8(ascii: "\\") {
                result.append(byte)
                continue
            }
            guard escape(&bytes, quote: quote, &result) else { return nil }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func escape(_ bytes: inout ArraySlice<UInt8>, quote: UInt8, _ result: inout [UInt8]) -> Bool {
        guard let letter = bytes.popFirst() else { return false }
        switch letter {
        case UInt8(ascii: "a"): result.append(7)
        case UInt8(ascii: "b"): result.append(8)
        case UInt8(ascii: "f"): result.append(12)
        case UInt8(ascii: "n"): result.append(10)
        case UInt8(ascii: "r"): result.append(13)
        case UInt8(ascii: "t"): result.append(9)
        case UInt8(ascii: "v"): result.append(11)
        case UInt8(ascii: "\\"): result.append(letter)
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            guard letter == quote else { return false }
            result.append(letter)
        case UInt8(ascii: "x"):
            guard let value = number(&bytes, digits: 2, radix: 16) else { return false }
            result.append(UInt8(value))
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            let digits = letter == UInt8(ascii: "u") ? 4 : 8
            guard let value = number(&bytes, digits: digits, radix: 16), let scalar = Unicode.Scalar(value) else {
                return false
            }
            result.append(contentsOf: String(scalar).utf8)
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            bytes = [letter] + bytes
            guard let value = number(&bytes, digits: 3, radix: 8), value < 256 else { return false }
            result.append(UInt8(value))
        default: return false
        }
        return true
    }

    private static func number(_ bytes: inout ArraySlice<UInt8>, digits: Int, radix: Int) -> UInt32? {
        let text = String(decoding: bytes.prefix(digits), as: UTF8.self)
        guard text.utf8.count == digits, !text.hasPrefix("+") else { return nil }
        bytes = bytes.dropFirst(digits)
        return UInt32(text, radix: radix)
    }

    /// The value of a literal in single quotes.
    static func character(_ literal: String) -> Int64? {
        guard let text = string(literal), let scalar = text.unicodeScalars.first, text.unicodeScalars.count == 1 else {
            return nil
        }
        return Int64(scalar.value)
    }

    /// A number without a type yet.
    struct Number: Sendable {
        var int: Int64?
        var uint: UInt64?
        var double: Double?
        let text: String

        /// Whether a value without a wanted type is a floating-point number.
        var isWrittenAsDouble: Bool {
            let isHexadecimal = text.utf8.contains { $0 | 0x20 == UInt8(ascii: "x") }
            let marks = Array((isHexadecimal ? "pP" : ".eEpP").utf8)
            return text.utf8.contains { marks.contains($0) }
        }
    }

    static func number(_ text: String) -> Number? {
        var number = Number(text: text)
        let isNegative = text.hasPrefix("-")
        let digits = isNegative || text.hasPrefix("+") ? String(text.dropFirst()) : text
        if let magnitude = magnitude(digits) {
            if !isNegative { number.uint = magnitude }
            if magnitude <= UInt64(Int64.max) {
                number.int = isNegative ? 0 - Int64(magnitude) : Int64(magnitude)
            } else if isNegative, magnitude == UInt64(Int64.max) + 1 {
                number.int = Int64.min
            }
            number.double = Double(magnitude) * (isNegative ? -1 : 1)
        } else if number.isWrittenAsDouble, let double = Double(text.filter { $0 != "_" }) {
            number.double = double
            // A whole number may be written with an exponent where an integer is wanted.
            number.int = Int64(exactly: double)
        }
        return number.int == nil && number.uint == nil && number.double == nil ? nil : number
    }

    private static func magnitude(_ digits: String) -> UInt64? {
        let plain = digits.filter { $0 != "_" }.lowercased()
        if plain.hasPrefix("0x") { return UInt64(plain.dropFirst(2), radix: 16) }
        if plain.hasPrefix("0o") { return UInt64(plain.dropFirst(2), radix: 8) }
        if plain.hasPrefix("0b") { return UInt64(plain.dropFirst(2), radix: 2) }
        if plain.utf8.count > 1, plain.hasPrefix("0") { return UInt64(plain.dropFirst(1), radix: 8) }
        return UInt64(plain)
    }
}
