/// What `init(from:)` of a type reads: one node of a document. The path to it is found only when an error needs it.
struct NodeDecoder: Decoder {
    let document: JSONDocument
    let node: Int

    var codingPath: [any CodingKey] { document.path(to: node) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(try KeyedNodes<Key>(document, node))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { try UnkeyedNodes(document, node) }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { self }
}

extension JSONDocument {
    /// Reads a value of any type; the kinds that come most often go without a decoder.
    func decode<T: Decodable>(_ type: T.Type, at index: Int) throws -> T {
        if T.self == JSONValue.self { return unsafe unsafeBitCast(try value(at: index), to: T.self) }
        if T.self == [String].self { return unsafe unsafeBitCast(try strings(at: index), to: T.self) }
        return try T(from: NodeDecoder(document: self, node: index))
    }

    func isNull(at index: Int) -> Bool { nodes[index].kind == .null }

    func bool(at index: Int) throws(JSONError) -> Bool {
        switch nodes[index].kind {
        case .yes: return true
        case .no: return false
        default: throw mismatch("true or false", at: index)
        }
    }

    func string(at index: Int) throws(JSONError) -> String {
        guard nodes[index].kind == .string else { throw mismatch("a string", at: index) }
        return nodes[index].text(in: bytes)
    }

    func float(at index: Int) throws(JSONError) -> Float {
        let value = Float(try double(at: index))
        guard value.isFinite else {
            throw error(.invalidValue, "the number \(numberText(at: index)) is out of range", at: index)
        }
        return value
    }

    func strings(at index: Int) throws(JSONError) -> [String] {
        guard nodes[index].kind == .array else { throw mismatch("an array", at: index) }
        var strings: [String] = []
        strings.reserveCapacity(Int(nodes[index].length))
        var child = index + 1
        while child < nodes[index].next {
            strings.append(try string(at: child))
            child = Int(nodes[child].next)
        }
        return strings
    }
}
