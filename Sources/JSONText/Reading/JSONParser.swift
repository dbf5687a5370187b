/// Reads text in one pass into a flat list of nodes, each before what is in it. No string is made.
struct JSONParser {
    let bytes: [UInt8]
    var position = 0
    var nodes: [JSONNode] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        nodes.reserveCapacity(bytes.count / 12 + 8)
    }

    mutating func parse() throws(JSONError) {
        guard bytes.count < 1 << 31 else {
            throw JSONError(.syntax, "the text is longer than 2 GiB")
        }
        try value(depth: 0)
        skipSpace()
        if position < bytes.count { throw unexpected("after the end of the value") }
    }

    private mutating func value(depth: Int) throws(JSONError) {
        skipSpace()
        guard position < bytes.count else { throw end() }
        switch bytes[position] {
        case 0x22: try string(.string)  // "
        case 0x7b: try object(depth: depth)  // {
        case 0x5b: try array(depth: depth)  // [
        case 0x2d, 0x30...0x39: try number()
        case 0x74: try word("true", .yes)
        case 0x66: try word("false", .no)
        case 0x6e: try word("null", .null)
        default: throw unexpected("where a value was expected")
        }
    }

    private mutating func open(_ kind: JSONNode.Kind, depth: Int) throws(JSONError) -> Int {
        guard depth < JSON.depthLimit else {
            throw error(.tooDeep, "more than \(JSON.depthLimit) arrays and objects inside each other")
        }
        nodes.append(JSONNode(kind: kind, start: UInt32(position), length: 0, next: 0))
        position += 1
        skipSpace()
        return nodes.count - 1
    }

    private mutating func close(_ node: Int, count: Int) {
        position += 1
        nodes[node].length = UInt32(count)
        nodes[node].next = UInt32(nodes.count)
    }

    private mutating func array(depth: Int) throws(JSONError) {
        let node = try open(.array, depth: depth)
        var count = 0
        if position < bytes.count, bytes[position] == 0x5d { return close(node, count: 0) }
        while true {
            try value(depth: depth + 1)
            count += 1
            skipSpace()
            guard position < bytes.count else { throw end() }
            switch bytes[position] {
            case 0x2c: position += 1
            case 0x5d: return close(node, count: count)
            default: throw unexpected("in an array, where a comma or ] was expected")
            }
        }
    }

    private mutating func object(depth: Int) throws(JSONError) {
        let node = try open(.object, depth: depth)
        var count = 0
        if position < bytes.count, bytes[position] == 0x7d { return close(node, count: 0) }
        while true {
            guard position < bytes.count else { throw end() }
            guard bytes[position] == 0x22 else { throw unexpected("in an object, where a key in quotes was expected") }
            let key = nodes.count
            try string(.key)
            skipSpace()
            guard position < bytes.count else { throw end() }
            guard bytes[position] == 0x3a else { throw unexpected("after a key, where a colon was expected") }
            position += 1
            try value(depth: depth + 1)
            nodes[key].next = UInt32(nodes.count)
            count += 1
            skipSpace()
            guard position < bytes.count else { throw end() }
            switch bytes[position] {
            case 0x2c:
                position += 1
                skipSpace()
            case 0x7d:
                return close(node, count: count - replaceRepeatedKeys(of: node, count: count))
            default: throw unexpected("in an object, where a comma or } was expected")
            }
        }
    }

    private mutating func word(_ text: String, _ kind: JSONNode.Kind) throws(JSONError) {
        let start = position
        let count = text.utf8.count
        guard start + count <= bytes.count, text.utf8.elementsEqual(bytes[start..<start + count]) else {
            throw unexpected("where true, false or null was expected")
        }
        position += count
        nodes.append(
            JSONNode(kind: kind, start: UInt32(start), length: UInt32(count), next: UInt32(nodes.count + 1)))
    }

    private mutating func number() throws(JSONError) {
        let start = position
        func digits(_ position: inout Int) -> Bool {
            let first = position
            while position < bytes.count, bytes[position] &- 0x30 < 10 { position += 1 }
            return position > first
        }
        if bytes[position] == 0x2d { position += 1 }
        if position < bytes.count, bytes[position] == 0x30 {
            position += 1
            if position < bytes.count, bytes[position] &- 0x30 < 10 {
                throw unexpected("in a number, after a leading 0")
            }
        } else if !digits(&position) {
            throw unexpected("in a number, where a digit was expected")
        }
        if position < bytes.count, bytes[position] == 0x2e {
            position += 1
            guard digits(&position) else { throw unexpected("in a number, where a digit was expected") }
        }
        if position < bytes.count, bytes[position] | 0x20 == 0x65 {
            position += 1
            if position < bytes.count, bytes[position] == 0x2b || bytes[position] == 0x2d { position += 1 }
            guard digits(&position) else { throw unexpected("in a number, where a digit was expected") }
        }
        nodes.append(
            JSONNode(
                kind: .number, start: UInt32(start), length: UInt32(position - start), next: UInt32(nodes.count + 1)))
    }

    mutating func skipSpace() {
        guard position < bytes.count, bytes[position] <= 0x20 else { return }
        var index = position
        while index < bytes.count {
            let byte = bytes[index]
            guard byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 else { break }
            index += 1
        }
        position = index
    }

    func error(_ code: JSONError.Code, _ what: String) -> JSONError {
        JSONError(code, what, at: position, in: bytes)
    }

    func end() -> JSONError { error(.syntax, "the text ends too early") }

    /// About the byte at the current position.
    func unexpected(_ place: String) -> JSONError {
        guard position < bytes.count else { return end() }
        let byte = bytes[position]
        let shown =
            byte > 0x20 && byte < 0x7f ? "'\(Character(Unicode.Scalar(byte)))'" : "byte 0x" + String(byte, radix: 16)
        return error(.syntax, "unexpected \(shown) \(place)")
    }
}
