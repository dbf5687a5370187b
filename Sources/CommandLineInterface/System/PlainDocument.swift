internal import JSONText

/// A document for people: indented lines `key: value`, keys sorted, lists with dashes. It is YAML too.
enum PlainDocument {
    static func text(_ value: JSONValue) -> String {
        var text = ""
        write(value, indent: "", to: &text)
        return text
    }

    private static func write(_ value: JSONValue, indent: String, to text: inout String) {
        guard case .object(let object) = value else {
            text += indent + scalar(value) + "\n"
            return
        }
        for member in object.members.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            let key = "\(indent)\(word(member.key)):"
            switch member.value {
            case .object(let inside) where inside.count > 0:
                text += key + "\n"
                write(member.value, indent: indent + "  ", to: &text)
            case .object: text += key + " {}\n"
            case .array(let elements) where !elements.isEmpty:
                text += key + "\n"
                for element in elements { item(element, indent: indent, to: &text) }
            case .array: text += key + " []\n"
            default: text += "\(key) \(scalar(member.value))\n"
            }
        }
    }

    /// An element of a list: the first line of an object stands behind the dash.
    private static func item(_ element: JSONValue, indent: String, to text: inout String) {
        guard case .object = element else {
            text += "\(indent)- \(scalar(element))\n"
            return
        }
        var inside = ""
        write(element, indent: indent + "  ", to: &inside)
        text += "\(indent)- " + inside.dropFirst(indent.utf8.count + 2)
    }

    private static func scalar(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .unsigned(let number): String(number)
        case .double(let number): "\(number)"
        case .string(let text): word(text)
        case .array, .object: ""
        }
    }

    /// In quotes where YAML would take the text for something else.
    private static func word(_ text: String) -> String {
        let taken = ["true", "false", "null", "yes", "no", "on", "off", "~", ""]
        let isPlain =
            !taken.contains(text.lowercased()) && Double(text) == nil
            && !text.unicodeScalars.contains { $0.value < 32 || $0 == "\"" || $0 == "\\" } && !text.contains(": ")
            && !text.contains(" #") && !text.hasSuffix(":") && !text.hasSuffix(" ")
            && !"-?:,[]{}#&*!|>'%@` ".contains(text.first ?? " ")
        if isPlain { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            default:
                if scalar.value < 32 {
                    let digits = String(scalar.value, radix: 16)
                    quoted += "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
                } else {
                    quoted.unicodeScalars.append(scalar)
                }
            }
        }
        return quoted + "\""
    }
}
