/// Any JSON value. Whole numbers keep 64 bits of precision.
public enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// Only for numbers above `Int64.max`.
    case unsigned(UInt64)
    case double(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// Reads one value from UTF-8 text.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        let document = try JSONDocument(parsing: bytes)
        self = try document.value(at: 0)
    }

    /// Reads one value from text.
    public init(parsing text: String) throws(JSONError) { try self.init(parsing: Array(text.utf8)) }

    /// The value that a `Codable` one is written as.
    public init<T: Encodable>(encoding value: T) throws(JSONError) {
        self = try EncodedNode(encoding: value).value()
    }

    public init(_ number: UInt64) {
        if let number = Int64(exactly: number) { self = .integer(number) } else { self = .unsigned(number) }
    }

    public init(_ object: JSONObject) { self = .object(object) }
    public init(_ text: String) { self = .string(text) }
    public init(_ number: Int) { self = .integer(Int64(number)) }
    public init(_ flag: Bool) { self = .bool(flag) }
    public init(_ strings: [String]) { self = .array(strings.map { .string($0) }) }

    /// The value as text on one line, such as an error message shows it.
    public var text: String {
        var writer = JSONWriter(indent: nil, sortedKeys: false, escapesHTML: false)
        do throws(JSONError) { try writer.write(self, depth: 0) } catch { return "(\(error.what))" }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// What kind of value it is, for messages.
    public var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer, .unsigned, .double: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension JSONValue: CustomStringConvertible {
    public var description: String { text }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) { self = .null }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(elements))
    }
}
