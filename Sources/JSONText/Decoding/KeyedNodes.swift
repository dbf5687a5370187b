/// Where the last member was found: the next one asked for is mostly the one behind it.
private final class Cursor {
    var key: Int
    init(_ key: Int) { self.key = key }
}

/// Reads the members of an object by key.
struct KeyedNodes<Key: CodingKey>: KeyedDecodingContainerProtocol {
    private let document: JSONDocument
    private let object: Int
    private let cursor: Cursor

    init(_ document: JSONDocument, _ object: Int) throws(JSONError) {
        guard document.nodes[object].kind == .object else { throw document.mismatch("an object", at: object) }
        self.document = document
        self.object = object
        cursor = Cursor(object + 1)
    }

    var codingPath: [any CodingKey] { document.path(to: object) }

    var allKeys: [Key] {
        var keys: [Key] = []
        let end = Int(document.nodes[object].next)
        var node = object + 1
        while node < end {
            if document.nodes[node].kind == .key,
                let key = Key(stringValue: document.nodes[node].text(in: document.bytes))
            {
                keys.append(key)
            }
            node = Int(document.nodes[node].next)
        }
        return keys
    }

    /// The node of the member's value.
    private func find(_ key: Key) -> Int? {
        guard document.nodes[object].length > 0 else { return nil }
        let found = document.member(key.stringValue, of: object, from: cursor.key)
        guard let found else { return nil }
        cursor.key = Int(document.nodes[found].next)
        return found + 1
    }

    private func member(_ key: Key) throws(JSONError) -> Int {
        guard let node = find(key) else {
            throw document.error(.missingKey, "the key \"\(key.stringValue)\" is missing", at: object)
        }
        return node
    }

    /// As `find`, but null is as good as nothing.
    private func present(_ key: Key) -> Int? {
        guard let node = find(key), !document.isNull(at: node) else { return nil }
        return node
    }

    func contains(_ key: Key) -> Bool { find(key) != nil }
    func decodeNil(forKey key: Key) throws -> Bool { document.isNull(at: try member(key)) }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        try document.decode(type, at: try member(key))
    }

    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        guard let node = present(key) else { return nil }
        return try document.decode(type, at: node)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        KeyedDecodingContainer(try KeyedNodes<Nested>(document, try member(key)))
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try UnkeyedNodes(document, try member(key))
    }

    func superDecoder(forKey key: Key) throws -> any Decoder { NodeDecoder(document: document, node: try member(key)) }

    func superDecoder() throws -> any Decoder {
        guard let key = document.member(JSONKey.super.stringValue, of: object, from: object + 1) else {
            throw document.error(.missingKey, "the key \"super\" is missing", at: object)
        }
        return NodeDecoder(document: document, node: key + 1)
    }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool {
        try document.bool(at: try member(key))
    }

    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
        guard let node = present(key) else { return nil }
        return try document.bool(at: node)
    }

    func decode(_ type: String.Type, forKey key: Key) throws -> String {
        try document.string(at: try member(key))
    }

    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        guard let node = present(key) else { return nil }
        return try document.string(at: node)
    }

    func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
        try document.double(at: try member(key))
    }

    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
        guard let node = present(key) else { return nil }
        return try document.double(at: node)
    }

    func decode(_ type: Float.Type, forKey key: Key) throws -> Float {
        try document.float(at: try member(key))
    }

    func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws -> Float? {
        guard let node = present(key) else { return nil }
        return try document.float(at: node)
    }

    func decode(_ type: Int.Type, forKey key: Key) throws -> Int {
        try document.integer(type, at: try member(key))
    }

    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
        guard let node = present(key) else { return nil }
        return try document.integer(type, at: node)
    }

    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 {
        try document.integer(type, at: try member(key))
    }

    func decodeIfPresent(_ type: Int8.Type, forKey key: Key) throws -> Int8? {
        guard let node = present(key) else { return nil }
        return try document.integer(type, at: node)
    }

    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 {
        try document.integer(type, at: try member(key))
    }

    func decodeIfPresent(_ type: Int16.Type, forKey key: Key) throws -> Int16? {
        guard let node = present(key) else { return nil }
        return try document.integer(type, at: node)
    }

    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 {
        try document.integer(type, at: try member(key))
    }

    func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? {
        guard let node = present(key) else { return nil }
        return try document.integer(type, at: node)
    }

    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 {
        try document.integer(type, at: try member(key))
    }

    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? {
        guard let node = present(key) else { return nil }
        return try document.integer(type, at: node)
    }

    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt {
        try document.integer(type, at: try member(key))
    }

    func decodeIfPresent(_ type: UInt.Type, forKey key: Key) throws -> UInt? {
        guard let node = present(key) else { return nil }
        return try document.integer(type, at: node)
    }

    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 {
        try document.integer(type, at: try member(key))
    }

    func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) throws -> UInt8? {
        guard let node = present(key) else { return nil }
        return try document.integer(type, at: node)
    }

    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 {
        try document.integer(type, at: try member(key))
    }

    func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) throws -> UInt16? {
        guard let node = present(key) else { return nil }
        return try document.integer(type, at: node)
    }

    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 {
        try document.integer(type, at: try member(key))
    }

    func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws -> UInt32? {
        guard let node = present(key) else { return nil }
        return try document.integer(type, at: node)
    }

    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 {
        try document.integer(type, at: try member(key))
    }

    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? {
        guard let node = present(key) else { return nil }
        return try document.integer(type, at: node)
    }
}
