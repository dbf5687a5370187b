extension GoFormat {
    /// One value under one verb.
    static func one(_ value: TemplateValue, _ verb: Verb) -> String {
        if verb.letter == "T" {
            var plain = verb
            plain.letter = "s"
            return string(value.typeName, plain)
        }
        switch value {
        case .nil: return verb.letter == "v" ? verb.padded("<nil>", allowsZeros: false) : bad(value, verb)
        case .bool(let flag):
            return verb.letter == "t" || verb.letter == "v"
                ? verb.padded(flag ? "true" : "false", allowsZeros: false) : bad(value, verb)
        case .int(let number):
            return integer(number.magnitude, isNegative: number < 0, verb) ?? bad(value, verb)
        case .uint(let number): return integer(number, isNegative: false, verb) ?? bad(value, verb)
        case .double(let number): return FloatText.text(number, verb) ?? bad(value, verb)
        case .string(let text):
            return "vsxXq".unicodeScalars.contains(verb.letter) ? string(text, verb) : bad(value, verb)
        case .list(let list): return self.list(list, value, verb)
        case .map(let map): return self.map(map, verb)
        case .record(let record): return self.record(record, verb)
        }
    }

    /// `%!d(string=x)`
    private static func bad(_ value: TemplateValue, _ verb: Verb) -> String {
        if case .nil = value { return "%!\(verb.letter)(<nil>)" }
        return "%!\(verb.letter)(\(value.typeName)=\(GoText.plain(value)))"
    }

    private static func list(_ list: [TemplateValue], _ value: TemplateValue, _ verb: Verb) -> String {
        if verb.isGoSyntax {
            return value.typeName + "{" + list.map { one($0, verb) }.joined(separator: ", ") + "}"
        }
        return "[" + list.map { one($0, verb) }.joined(separator: " ") + "]"
    }

    private static func map(_ map: TemplateMap, _ verb: Verb) -> String {
        let goSyntax = verb.isGoSyntax
        let pairs = map.sortedKeys.map { one(.string($0), verb) + ":" + one(map[$0] ?? .nil, verb) }
        return goSyntax
            ? map.goType + "{" + pairs.joined(separator: ", ") + "}" : "map[" + pairs.joined(separator: " ") + "]"
    }

    private static func record(_ record: TemplateRecord, _ verb: Verb) -> String {
        if let text = record.text, "vsxXq".unicodeScalars.contains(verb.letter) { return string(text(), verb) }
        let values = record.values.map { (verb.namesFields ? $0.name + ":" : "") + one($0.value, verb) }
        return verb.isGoSyntax
            ? record.typeName + "{" + values.joined(separator: ", ") + "}"
            : "{" + values.joined(separator: " ") + "}"
    }

    private static func string(_ text: String, _ verb: Verb) -> String {
        var text = text
        if let precision = verb.precision, verb.letter != "x", verb.letter != "X" {
            var cut = ""
            cut.unicodeScalars.append(contentsOf: text.unicodeScalars.prefix(precision))
            text = cut
        }
        switch verb.letter {
        case "q":
            if verb.sharp, !text.utf8.contains(where: { $0 == UInt8(ascii: "`") || $0 < 0x20 && $0 != 9 || $0 == 0x7f }) {
                return verb.padded("`\(text)`")
            }
            return verb.padded(GoQuote.quote(text, "\"", onlyASCII: verb.plus))
        case "x", "X":
            let digits = text.utf8.prefix(verb.precision ?? Int.max).map { GoQuote.hexadecimal(UInt32($0), 2) }
            let prefix = verb.sharp && !digits.isEmpty ? "0x" : ""
            let separator = verb.space ? (verb.sharp ? " 0x" : " ") : ""
            let plain = prefix + digits.joined(separator: separator)
            return verb.padded(verb.letter == "X" ? plain.uppercased() : plain)
        case "v" where verb.isGoSyntax: return verb.padded(GoQuote.double(text))
        default: return verb.padded(text)
        }
    }

    private static func integer(_ magnitude: UInt64, isNegative: Bool, _ verb: Verb) -> String? {
        let radix: Int
        switch verb.letter {
        case "d", "v": radix = 10
        case "b": radix = 2
        case "o", "O": radix = 8
        case "x", "X": radix = 16
        case "c":
            return verb.padded(String(scalar(magnitude)))
        case "q":
            return verb.padded(GoQuote.quote(String(scalar(magnitude)), "'", onlyASCII: verb.plus))
        case "U":
            let plain = "U+" + GoQuote.hexadecimal(UInt32(clamping: magnitude), 4).uppercased()
            return verb.padded(verb.sharp ? plain + " '\(scalar(magnitude))'" : plain)
        default: return nil
        }
        var digits = String(magnitude, radix: radix, uppercase: verb.letter == "X")
        if verb.precision == 0, magnitude == 0 { return verb.padded("", allowsZeros: false) }
        let sign = isNegative ? "-" : verb.plus ? "+" : verb.space ? " " : ""
        var wanted = verb.precision ?? 0
        if verb.zero, !verb.minus, verb.precision == nil, let width = verb.width { wanted = width - sign.utf8.count }
        if digits.utf8.count < wanted { digits = String(repeating: "0", count: wanted - digits.utf8.count) + digits }
        if verb.sharp {
            switch radix {
            case 2: digits = "0b" + digits
            case 8: digits = digits.hasPrefix("0") ? digits : "0" + digits
            case 16: digits = (verb.letter == "X" ? "0X" : "0x") + digits
            default: break
            }
        }
        if verb.letter == "O" { digits = "0o" + digits }
        return verb.padded(sign + digits, allowsZeros: false)
    }

    private static func scalar(_ value: UInt64) -> Unicode.Scalar {
        UInt32(exactly: value).flatMap { Unicode.Scalar($0) } ?? "\u{fffd}"
    }
}
