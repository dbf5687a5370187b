/// Scalars and keys.
extension YAMLLines {
    enum Surroundings { case block, flow }

    /// The key that begins at a place, which is moved after its colon; nil where there is none.
    func key(_ line: Int, _ place: inout Int) throws(YAMLFault) -> String? {
        let bytes = lines[line]
        var end = place
        if bytes[place] == 34 || bytes[place] == 39 {
            let (text, _) = try word(line, &end, in: .block)
            while end < bytes.count, Self.isBlank(bytes[end]) { end += 1 }
            guard end < bytes.count, bytes[end] == 58, end + 1 == bytes.count || Self.isBlank(bytes[end + 1]) else { return nil }
            place = end + 1
            return text
        }
        while end < bytes.count {
            if bytes[end] == 58, end + 1 == bytes.count || Self.isBlank(bytes[end + 1]) {
                var last = end
                while last > place, Self.isBlank(bytes[last - 1]) { last -= 1 }
                try refuseMark(bytes[place], line)
                let text = String(decoding: bytes[place..<last], as: UTF8.self)
                place = end + 1
                return text
            }
            if bytes[end] == 35, end > place, Self.isBlank(bytes[end - 1]) { return nil }
            end += 1
        }
        return nil
    }

    /// A scalar in one line; the place is moved after it.
    func word(_ line: Int, _ place: inout Int, in surroundings: Surroundings) throws(YAMLFault) -> (String, isQuoted: Bool) {
        let bytes = lines[line]
        guard place < bytes.count else { return ("", false) }
        if bytes[place] == 34 { return (try escaped(line, &place), true) }
        if bytes[place] == 39 { return (try quoted(line, &place), true) }
        try refuseMark(bytes[place], line)
        let start = place
        while place < bytes.count {
            let byte = bytes[place]
            let endsHere = place + 1 == bytes.count || Self.isBlank(bytes[place + 1])
            if byte == 35, place > start, Self.isBlank(bytes[place - 1]) { break }
            if surroundings == .flow {
                if [44, 91, 93, 123, 125].contains(byte) { break }
                if byte == 58, endsHere || [44, 91, 93, 123, 125].contains(bytes[place + 1]) { break }
            } else if byte == 58, endsHere {
                throw YAMLFault(line: line + 1, "a mapping begins within a text: put the text between quotes")
            }
            place += 1
        }
        var end = place
        while end > start, Self.isBlank(bytes[end - 1]) { end -= 1 }
        return (String(decoding: bytes[start..<end], as: UTF8.self), false)
    }

    /// What begins a plain text that other readers read as something else.
    private func refuseMark(_ byte: UInt8, _ line: Int) throws(YAMLFault) {
        switch byte {
        case 38, 42: throw YAMLFault(line: line + 1, "anchors and aliases (& and *) are not read")
        case 33: throw YAMLFault(line: line + 1, "tags (!) are not read")
        case 64, 96, 37, 44, 93, 125: throw YAMLFault(line: line + 1, "a text that begins so has to be between quotes")
        default: break
        }
    }

    private func quoted(_ line: Int, _ place: inout Int) throws(YAMLFault) -> String {
        let bytes = lines[line]
        var text: [UInt8] = []
        place += 1
        while place < bytes.count {
            if bytes[place] == 39 {
                guard place + 1 < bytes.count, bytes[place + 1] == 39 else {
                    place += 1
                    return String(decoding: text, as: UTF8.self)
                }
                place += 1
            }
            text.append(bytes[place])
            place += 1
        }
        throw YAMLFault(line: line + 1, "a quote does not end in its line")
    }

    private func escaped(_ line: Int, _ place: inout Int) throws(YAMLFault) -> String {
        let bytes = lines[line]
        var text = ""
        var plain: [UInt8] = []
        place += 1
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            if byte == 34 { return text + String(decoding: plain, as: UTF8.self) }
            guard byte == 92, place < bytes.count else {
                plain.append(byte)
                continue
            }
            text += String(decoding: plain, as: UTF8.self)
            plain = []
            let mark = bytes[place]
            place += 1
            if let one = Self.escapes[mark] {
                text.unicodeScalars.append(one)
                continue
            }
            let digits = mark == 120 ? 2 : mark == 117 ? 4 : mark == 85 ? 8 : 0
            guard digits > 0, place + digits <= bytes.count,
                let number = UInt32(String(decoding: bytes[place..<(place + digits)], as: UTF8.self), radix: 16),
                let scalar = Unicode.Scalar(number)
            else { throw YAMLFault(line: line + 1, "an escape in a text is not known") }
            text.unicodeScalars.append(scalar)
            place += digits
        }
        throw YAMLFault(line: line + 1, "a quote does not end in its line")
    }

    private static let escapes: [UInt8: Unicode.Scalar] = [
        34: "\"", 92: "\\", 47: "/", 48: "\0", 97: "\u{7}", 98: "\u{8}", 116: "\t", 110: "\n", 118: "\u{b}", 102: "\u{c}", 114: "\r",
        101: "\u{1b}", 32: " ", 78: "\u{85}", 95: "\u{a0}", 76: "\u{2028}", 80: "\u{2029}",
    ]
}
