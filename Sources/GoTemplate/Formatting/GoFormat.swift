/// Go's `fmt.Sprintf` over template values.
enum GoFormat {
    /// No width or precision above this, as in Go.
    private static let limit = 1_000_000

    static func text(_ format: String, _ arguments: [TemplateValue]) -> String {
        var reader = Reader(format: Array(format.utf8), arguments: arguments)
        return reader.run()
    }

    private struct Reader {
        let format: [UInt8]
        let arguments: [TemplateValue]
        var index = 0
        var argument = 0
        var result: [UInt8] = []
        var isReordered = false
        var isGoodIndex = true

        init(format: [UInt8], arguments: [TemplateValue]) {
            self.format = format
            self.arguments = arguments
        }

        mutating func run() -> String {
            while index < format.count {
                if format[index] != UInt8(ascii: "%") {
                    result.append(format[index])
                    index += 1
                    continue
                }
                index += 1
                directive()
            }
            if !isReordered, argument < arguments.count {
                let extra = arguments[argument...].map { value -> String in
                    if case .nil = value { return "<nil>" }
                    return value.typeName + "=" + GoText.plain(value)
                }
                append("%!(EXTRA " + extra.joined(separator: ", ") + ")")
            }
            return String(decoding: result, as: UTF8.self)
        }

        private mutating func append(_ text: String) { result.append(contentsOf: text.utf8) }

        private mutating func directive() {
            var verb = Verb(letter: "v")
            isGoodIndex = true
            flags(&verb)
            var afterIndex = argumentIndex()
            if index < format.count, format[index] == UInt8(ascii: "*") {
                index += 1
                if let width = starArgument() {
                    verb.width = abs(width)
                    if width < 0 {
                        verb.minus = true
                        verb.zero = false
                    }
                } else {
                    append("%!(BADWIDTH)")
                }
                afterIndex = false
            } else {
                verb.width = number()
                if afterIndex, verb.width != nil { isGoodIndex = false }
            }
            if index < format.count, format[index] == UInt8(ascii: ".") {
                index += 1
                if afterIndex { isGoodIndex = false }
                afterIndex = argumentIndex()
                if index < format.count, format[index] == UInt8(ascii: "*") {
                    index += 1
                    if let precision = starArgument() {
                        verb.precision = precision < 0 ? nil : precision
                    } else {
                        append("%!(BADPREC)")
                    }
                    afterIndex = false
                } else {
                    verb.precision = number() ?? 0
                }
            }
            if !afterIndex { _ = argumentIndex() }
            guard let letter = String(decoding: format[index...].prefix(4), as: UTF8.self).unicodeScalars.first else {
                append("%!(NOVERB)")
                return
            }
            index += String(letter).utf8.count
            verb.letter = letter
            if letter == "v" {
                verb.namesFields = verb.plus || verb.sharp
                verb.isGoSyntax = verb.sharp
                verb.plus = false
                verb.sharp = false
            }
            if letter == "%" {
                result.append(UInt8(ascii: "%"))
            } else if !isGoodIndex {
                append("%!\(letter)(BADINDEX)")
            } else if argument >= arguments.count {
                append("%!\(letter)(MISSING)")
            } else {
                append(GoFormat.one(arguments[argument], verb))
                argument += 1
            }
        }

        private mutating func flags(_ verb: inout Verb) {
            while index < format.count {
                switch format[index] {
                case UInt8(ascii: "#"): verb.sharp = true
                case UInt8(ascii: "0"): verb.zero = true
                case UInt8(ascii: "+"): verb.plus = true
                case UInt8(ascii: "-"): verb.minus = true
                case UInt8(ascii: " "): verb.space = true
                default: return
                }
                index += 1
            }
        }

        /// `[2]`: whether there is one. The next argument is then the second.
        private mutating func argumentIndex() -> Bool {
            guard index < format.count, format[index] == UInt8(ascii: "[") else { return false }
            isReordered = true
            guard let close = format[index...].firstIndex(of: UInt8(ascii: "]")) else {
                isGoodIndex = false
                index += 1
                return false
            }
            let text = String(decoding: format[(index + 1)..<close], as: UTF8.self)
            index = close + 1
            if let place = Int(text), place >= 1, place <= arguments.count {
                argument = place - 1
            } else {
                isGoodIndex = false
            }
            return true
        }

        private mutating func starArgument() -> Int? {
            guard argument < arguments.count else { return nil }
            defer { argument += 1 }
            guard case .int(let number) = arguments[argument], abs(number) <= GoFormat.limit else { return nil }
            return Int(number)
        }

        private mutating func number() -> Int? {
            var number: Int?
            while index < format.count, format[index] >= 0x30, format[index] <= 0x39 {
                number = min((number ?? 0) * 10 + Int(format[index] - 0x30), GoFormat.limit)
                index += 1
            }
            return number
        }
    }
}
