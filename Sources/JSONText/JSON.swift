/// Reads and writes JSON (RFC 8259) for `Codable` types.
public enum JSON {
    /// How deeply arrays and objects may be nested, in text that is read and in values that are written.
    public static let depthLimit = 512

    /// Reads one value from UTF-8 text; anything but white space after it is an error.
    ///
    /// Of a key that an object holds more than once the last counts, as in Go's encoding/json.
    public static func decode<T: Decodable>(_ type: T.Type, from bytes: [UInt8]) throws(JSONError) -> T {
        let document = try JSONDocument(parsing: bytes)
        do { return try document.decode(type, at: 0) } catch { throw JSONError(decoding: error) }
    }

    /// Reads one value from text.
    public static func decode<T: Decodable>(_ type: T.Type, from text: String) throws(JSONError) -> T {
        try decode(type, from: Array(text.utf8))
    }

    /// Reads a value from one that is already a tree, such as a part of a document whose kind was found out first.
    public static func decode<T: Decodable>(_ type: T.Type, from value: JSONValue) throws(JSONError) -> T {
        try decode(type, from: encode(value))
    }

    /// Writes a value as UTF-8 text without a line feed at its end.
    ///
    /// Members stand in the order of the type's properties; those of a dictionary are sorted, as in Go.
    public static func encode<T: Encodable>(
        _ value: T, pretty: Bool = false, indent: JSONIndent = .spaces(4), sortedKeys: Bool = false,
        escapesHTML: Bool = false
    ) throws(JSONError) -> [UInt8] {
        var writer = JSONWriter(indent: pretty ? indent : nil, sortedKeys: sortedKeys, escapesHTML: escapesHTML)
        try writer.write(try EncodedNode(encoding: value), depth: 0)
        return writer.bytes
    }

    /// As the other, for a type that writes itself.
    public static func encode<T: JSONWritable>(
        _ value: T, pretty: Bool = false, indent: JSONIndent = .spaces(4), sortedKeys: Bool = false,
        escapesHTML: Bool = false
    ) throws(JSONError) -> [UInt8] {
        var writer = JSONWriter(indent: pretty ? indent : nil, sortedKeys: sortedKeys, escapesHTML: escapesHTML)
        try writer.write(value, depth: 0)
        return writer.bytes
    }

    /// As the other, for a type that reads itself.
    public static func decode<T: JSONReadable>(_ type: T.Type, from bytes: [UInt8]) throws(JSONError) -> T {
        var reader = JSONReader(try JSONDocument(parsing: bytes), 0)
        return try T(reading: &reader)
    }

    /// Writes a value as text without a line feed at its end.
    public static func text<T: Encodable>(
        _ value: T, pretty: Bool = false, indent: JSONIndent = .spaces(4), sortedKeys: Bool = false,
        escapesHTML: Bool = false
    ) throws(JSONError) -> String {
        String(
            decoding: try encode(
                value, pretty: pretty, indent: indent, sortedKeys: sortedKeys, escapesHTML: escapesHTML),
            as: UTF8.self)
    }
}
