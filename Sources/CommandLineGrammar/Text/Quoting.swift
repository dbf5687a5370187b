/// The text in double quotes, with escapes for what a terminal would not show (Go's `%q`).
public func quoted(_ text: String) -> String {
    "\"" + escaped(text, quote: "\"") + "\""
}

func escaped(_ text: String, quote: Unicode.Scalar) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case quote, "\\":
            result.unicodeScalars.append("\\")
            result.unicodeScalars.append(scalar)
        case "\n": result += "\\n"
        case "\t": result += "\\t"
        case "\r": result += "\\r"
        case "\u{7}": result += "\\a"
        case "\u{8}": result += "\\b"
        case "\u{b}": result += "\\v"
        case "\u{c}": result += "\\f"
        case _ where scalar.value < 0x20 || scalar.value == 0x7f:
            result += "\\x" + hexadecimal(scalar.value, digits: 2)
        case _ where (0x80..<0xa0).contains(scalar.value):
            result += "\\u" + hexadecimal(scalar.value, digits: 4)
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}

private func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
}
