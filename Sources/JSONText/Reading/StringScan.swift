extension JSONParser {
    /// Passes over a string, checking that it is UTF-8 and that its escapes are right.
    mutating func string(_ kind: JSONNode.Kind) throws(JSONError) {
        let start = position + 1
        var isEscaped = false
        position = start
        while true {
            position = endOfPlain(from: position)
            guard position < bytes.count else { throw end() }
            let byte = bytes[position]
            if byte == 0x22 { break }
            if byte == 0x5c {
                isEscaped = true
                try escape()
            } else if byte >= 0x80 {
                try character()
            } else {
                throw unexpected("in a string: control characters have to be escaped")
            }
        }
        nodes.append(
            JSONNode(
                kind: kind, isEscaped: isEscaped, start: UInt32(start), length: UInt32(position - start),
                next: UInt32(nodes.count + 1)))
        position += 1
    }

    /// The first place from here on with anything but plain ASCII.
    private func endOfPlain(from start: Int) -> Int {
        let text = bytes.span
        var index = start
        while index < text.count {
            let byte = text[index]
            if byte &- 0x20 >= 0x60 || byte == 0x22 || byte == 0x5c { break }
            index += 1
        }
        return index
    }

    private mutating func escape() throws(JSONError) {
        position += 1
        guard position < bytes.count else { throw end() }
        switch bytes[position] {
        case 0x22, 0x5c, 0x2f, 0x62, 0x66, 0x6e, 0x72, 0x74: position += 1
        case 0x75:
            let first = try hexadecimal()
            if first & 0xfc00 == 0xdc00 { throw halfCharacter() }
            if first & 0xfc00 == 0xd800 {
                guard position + 1 < bytes.count, bytes[position] == 0x5c, bytes[position + 1] == 0x75 else {
                    throw halfCharacter()
                }
                position += 1
                guard try hexadecimal() & 0xfc00 == 0xdc00 else { throw halfCharacter() }
            }
        default: throw unexpected("after a backslash")
        }
    }

    private func halfCharacter() -> JSONError {
        error(.notUnicode, "an escape names one half of a surrogate pair without the other")
    }

    /// The four digits after `u`.
    private mutating func hexadecimal() throws(JSONError) -> UInt16 {
        position += 1
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard position < bytes.count else { throw end() }
            guard let digit = hexadecimalDigit(bytes[position]) else {
                throw unexpected("where a hexadecimal digit was expected")
            }
            value = value << 4 | UInt16(digit)
            position += 1
        }
        return value
    }

    /// One character of two to four bytes (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
    private mutating func character() throws(JSONError) {
        let first = bytes[position]
        let count: Int
        var least: UInt8 = 0x80
        var most: UInt8 = 0xbf
        switch first {
        case 0xc2...0xdf: count = 2
        case 0xe0...0xef:
            count = 3
            if first == 0xe0 { least = 0xa0 }
            if first == 0xed { most = 0x9f }
        case 0xf0...0xf4:
            count = 4
            if first == 0xf0 { least = 0x90 }
            if first == 0xf4 { most = 0x8f }
        default: throw error(.notUnicode, "a string holds a byte that is not UTF-8")
        }
        guard position + count <= bytes.count else { throw error(.notUnicode, "a string holds a cut UTF-8 character") }
        for index in 1..<count {
            let byte = bytes[position + index]
            guard byte >= least, byte <= most else {
                throw error(.notUnicode, "a string holds bytes that are not UTF-8")
            }
            least = 0x80
            most = 0xbf
        }
        position += count
    }
}

func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
}
