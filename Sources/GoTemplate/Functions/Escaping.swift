/// `html`, `js` and `urlquery`.
enum Escaping {
    static func html(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\0": result += "\u{fffd}"
            case "\"": result += "&#34;"
            case "'": result += "&#39;"
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    static func javaScript(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "'": result += "\\'"
            case "\"": result += "\\\""
            case "<", ">", "&", "=", "\0"..."\u{1f}":
                result += "\\u" + GoQuote.hexadecimal(scalar.value, 4).uppercased()
            case _ where scalar.isASCII || GoQuote.isPrintable(scalar): result.unicodeScalars.append(scalar)
            default: result += "\\u" + GoQuote.hexadecimal(scalar.value, 4).uppercased()
            }
        }
        return result
    }

    static func query(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            case 0x20: result += "+"
            default: result += "%" + GoQuote.hexadecimal(UInt32(byte), 2).uppercased()
            }
        }
        return result
    }
}
