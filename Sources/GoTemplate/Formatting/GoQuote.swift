/// Go's quoting of texts: `%q`, `%U`.
enum GoQuote {
    static func double(_ text: String) -> String { quote(text, "\"", onlyASCII: false) }

    static func quote(_ text: String, _ mark: Unicode.Scalar, onlyASCII: Bool) -> String {
        var result = ""
        result.unicodeScalars.append(mark)
        for scalar in text.unicodeScalars {
            switch scalar {
            case mark, "\\":
                result += "\\"
                result.unicodeScalars.append(scalar)
            case "\u{7}": result += "\\a"
            case "\u{8}": result += "\\b"
            case "\u{c}": result += "\\f"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{b}": result += "\\v"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f: result += "\\x" + hexadecimal(scalar.value, 2)
            case _ where isPrintable(scalar) && (!onlyASCII || scalar.isASCII): result.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x10000: result += "\\u" + hexadecimal(scalar.value, 4)
            default: result += "\\U" + hexadecimal(scalar.value, 8)
            }
        }
        result.unicodeScalars.append(mark)
        return result
    }

    /// `U+0023 '#'`
    static func codePoint(_ scalar: Unicode.Scalar) -> String {
        let plain = "U+" + hexadecimal(scalar.value, 4).uppercased()
        return isPrintable(scalar) ? plain + " '\(scalar)'" : plain
    }

    static func hexadecimal(_ value: UInt32, _ digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }

    static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }
}
