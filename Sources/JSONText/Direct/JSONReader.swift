/// Reads the members of one object for a `JSONReadable` type.
public struct JSONReader {
    let document: JSONDocument
    let object: Int
    /// Where the last member was found: the next one asked for is mostly the one behind it.
    private var cursor: Int

    init(_ document: JSONDocument, _ object: Int) {
        self.document = document
        self.object = object
        cursor = object + 1
    }

    /// The node of a member's value; nil when it is not there, or null, which Go takes for the same.
    mutating func present(_ key: String) throws(JSONError) -> Int? {
        guard let node = try find(key), !document.isNull(at: node) else { return nil }
        return node
    }

    private mutating func find(_ key: String) throws(JSONError) -> Int? {
        guard document.nodes[object].kind == .object else { throw document.mismatch("an object", at: object) }
        guard let found = document.member(key, of: object, from: cursor) else { return nil }
        cursor = Int(document.nodes[found].next)
        return found + 1
    }

    mutating func needed(_ key: String) throws(JSONError) -> Int {
        guard let node = try find(key) else {
            throw document.error(.missingKey, "the key \"\(key)\" is missing", at: object)
        }
        return node
    }

    /// Whether there is such a member, be it null.
    public mutating func contains(_ key: String) throws(JSONError) -> Bool { try find(key) != nil }

    // MARK: Plain values

    public mutating func optional(_ key: String) throws(JSONError) -> Bool? {
        guard let node = try present(key) else { return nil }
        return try document.bool(at: node)
    }

    public mutating func required(_ key: String) throws(JSONError) -> Bool {
        let node = try needed(key)
        return try document.bool(at: node)
    }

    public mutating func optional(_ key: String) throws(JSONError) -> String? {
        guard let node = try present(key) else { return nil }
        return try document.string(at: node)
    }

    public mutating func required(_ key: String) throws(JSONError) -> String {
        let node = try needed(key)
        return try document.string(at: node)
    }

    public mutating func optional(_ key: String) throws(JSONError) -> Double? {
        guard let node = try present(key) else { return nil }
        return try document.double(at: node)
    }

    public mutating func required(_ key: String) throws(JSONError) -> Double {
        let node = try needed(key)
        return try document.double(at: node)
    }

    public mutating func optional(_ key: String) throws(JSONError) -> Int? {
        guard let node = try present(key) else { return nil }
        return try document.integer(Int.self, at: node)
    }

    public mutating func required(_ key: String) throws(JSONError) -> Int {
        let node = try needed(key)
        return try document.integer(Int.self, at: node)
    }

    public mutating func optional(_ key: String) throws(JSONError) -> Int32? {
        guard let node = try present(key) else { return nil }
        return try document.integer(Int32.self, at: node)
    }

    public mutating func required(_ key: String) throws(JSONError) -> Int32 {
        let node = try needed(key)
        return try document.integer(Int32.self, at: node)
    }

    public mutating func optional(_ key: String) throws(JSONError) -> Int64? {
        guard let node = try present(key) else { return nil }
        return try document.integer(Int64.self, at: node)
    }

    public mutating func required(_ key: String) throws(JSONError) -> Int64 {
        let node = try needed(key)
        return try document.integer(Int64.self, at: node)
    }

    public mutating func optional(_ key: String) throws(JSONError) -> UInt? {
        guard let node = try present(key) else { return nil }
        return try document.integer(UInt.self, at: node)
    }

    public mutating func required(_ key: String) throws(JSONError) -> UInt {
        let node = try needed(key)
        return try document.integer(UInt.self, at: node)
    }

    public mutating func optional(_ key: String) throws(JSONError) -> UInt16? {
        guard let node = try present(key) else { return nil }
        return try document.integer(UInt16.self, at: node)
    }

    public mutating func required(_ key: String) throws(JSONError) -> UInt16 {
        let node = try needed(key)
        return try document.integer(UInt16.self, at: node)
    }

    public mutating func optional(_ key: String) throws(JSONError) -> UInt32? {
        guard let node = try present(key) else { return nil }
        return try document.integer(UInt32.self, at: node)
    }

    public mutating func required(_ key: String) throws(JSONError) -> UInt32 {
        let node = try needed(key)
        return try document.integer(UInt32.self, at: node)
    }

    public mutating func optional(_ key: String) throws(JSONError) -> UInt64? {
        guard let node = try present(key) else { return nil }
        return try document.integer(UInt64.self, at: node)
    }

    public mutating func required(_ key: String) throws(JSONError) -> UInt64 {
        let node = try needed(key)
        return try document.integer(UInt64.self, at: node)
    }

    public mutating func optional(_ key: String) throws(JSONError) -> [String]? {
        guard let node = try present(key) else { return nil }
        return try document.strings(at: node)
    }

    public mutating func required(_ key: String) throws(JSONError) -> [String] {
        let node = try needed(key)
        return try document.strings(at: node)
    }

    public mutating func optional(_ key: String) throws(JSONError) -> JSONValue? {
        guard let node = try present(key) else { return nil }
        return try document.value(at: node)
    }

    public mutating func required(_ key: String) throws(JSONError) -> JSONValue {
        let node = try needed(key)
        return try document.value(at: node)
    }
}
