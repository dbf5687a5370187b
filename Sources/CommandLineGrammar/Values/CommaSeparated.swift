extension OptionValue {
    /// One line of CSV: `a,b`, `"a,b",c`. An empty text has no values (pflag's `StringSlice`).
    public static func commaSeparated(_ text: String) throws(UsageError) -> [String] {
        if text.isEmpty { return [] }
        let bytes = Array(text.utf8)
        let quote = UInt8(ascii: "\"")
        let comma = UInt8(ascii: ",")
        var fields: [String] = []
        var index = 0
        while true {
            var field: [UInt8] = []
            if index < bytes.count, bytes[index] == quote {
                index += 1
                while true {
                    guard index < bytes.count else {
                        throw refused(at: index, "extraneous or missing \" in quoted-field")
                    }
                    if bytes[index] != quote {
                        field.append(bytes[index])
                        index += 1
                    } else if index + 1 < bytes.count, bytes[index + 1] == quote {
                        field.append(quote)
                        index += 2
                    } else {
                        index += 1
                        break
                    }
                }
                guard index == bytes.count || bytes[index] == comma else {
                    throw refused(at: index, "extraneous or missing \" in quoted-field")
                }
            } else {
                while index < bytes.count, bytes[index] != comma {
                    guard bytes[index] != quote else { throw refused(at: index + 1, "bare \" in non-quoted field") }
                    field.append(bytes[index])
                    index += 1
                }
            }
            fields.append(String(decoding: field, as: UTF8.self))
            if index >= bytes.count { return fields }
            index += 1
        }
    }

    private static func refused(at column: Int, _ reason: String) -> UsageError {
        .invalidValue("parse error on line 1, column \(column): \(reason)")
    }
}
