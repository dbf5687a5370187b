/// Reads the elements of an array in turn.
struct UnkeyedNodes: UnkeyedDecodingContainer {
    private let document: JSONDocument
    private let array: Int
    /// The element that is read next.
    private var node: Int
    private(set) var currentIndex = 0

    init(_ document: JSONDocument, _ array: Int) throws(JSONError) {
        guard document.nodes[array].kind == .array else { throw document.mismatch("an array", at: array) }
        self.document = document
        self.array = array
        node = array + 1
    }

    var codingPath: [any CodingKey] { document.path(to: array) }
    var count: Int? { Int(document.nodes[array].length) }
    var isAtEnd: Bool { node >= document.nodes[array].next }

    private func element() throws(JSONError) -> Int {
        guard !isAtEnd else { throw document.error(.missingKey, "the array has no element \(currentIndex)", at: array) }
        return node
    }

    /// An element counts as read only when it could be.
    private mutating func advance() {
        node = Int(document.nodes[node].next)
        currentIndex += 1
    }

    mutating func decodeNil() throws -> Bool {
        guard document.isNull(at: try element()) else { return false }
        advance()
        return true
    }

    mutating func decode(_ type: Bool.Type) throws -> Bool {
        let value = try document.bool(at: try element())
        advance()
        return value
    }

    mutating func decode(_ type: String.Type) throws -> String {
        let value = try document.string(at: try element())
        advance()
        return value
    }

    mutating func decode(_ type: Double.Type) throws -> Double {
        let value = try document.double(at: try element())
        advance()
        return value
    }

    mutating func decode(_ type: Float.Type) throws -> Float {
        let value = try document.float(at: try element())
        advance()
        return value
    }

    mutating func decode(_ type: Int.Type) throws -> Int {
        let value = try document.integer(type, at: try element())
        advance()
        return value
    }

    mutating func decode(_ type: Int8.Type) throws -> Int8 {
        let value = try document.integer(type, at: try element())
        advance()
        return value
    }

    mutating func decode(_ type: Int16.Type) throws -> Int16 {
        let value = try document.integer(type, at: try element())
        advance()
        return value
    }

    mutating func decode(_ type: Int32.Type) throws -> Int32 {
        let value = try document.integer(type, at: try element())
        advance()
        return value
    }

    mutating func decode(_ type: Int64.Type) throws -> Int64 {
        let value = try document.integer(type, at: try element())
        advance()
        return value
    }

    mutating func decode(_ type: UInt.Type) throws -> UInt {
        let value = try document.integer(type, at: try element())
        advance()
        return value
    }

    mutating func decode(_ type: UInt8.Type) throws -> UInt8 {
        let value = try document.integer(type, at: try element())
        advance()
        return value
    }

    mutating func decode(_ type: UInt16.Type) throws -> UInt16 {
        let value = try document.integer(type, at: try element())
        advance()
        return value
    }

    mutating func decode(_ type: UInt32.Type) throws -> UInt32 {
        let value = try document.integer(type, at: try element())
        advance()
        return value
    }

    mutating func decode(_ type: UInt64.Type) throws -> UInt64 {
        let value = try document.integer(type, at: try element())
        advance()
        return value
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let value = try document.decode(type, at: try element())
        advance()
        return value
    }

    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        let container = try KeyedNodes<Key>(document, try element())
        advance()
        return KeyedDecodingContainer(container)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let container = try UnkeyedNodes(document, try element())
        advance()
        return container
    }

    mutating func superDecoder() throws -> any Decoder {
        let decoder = NodeDecoder(document: document, node: try element())
        advance()
        return decoder
    }
}
