/// A type that reads itself from an object by asking for each member, instead of through synthesized `Decodable`.
///
/// The first use of synthesized code costs about 10 µs for each type, in looking up conformances and making metadata,
/// and more in a larger program. This is for the types that are read in every `run`.
public protocol JSONReadable: Decodable {
    init(reading json: inout JSONReader) throws(JSONError)
}

extension JSONReadable {
    public init(from decoder: any Decoder) throws {
        guard let decoder = decoder as? NodeDecoder else {
            throw JSONError(.wrongType, "\(Self.self) can be read only from JSON text")
        }
        var reader = JSONReader(decoder.document, decoder.node)
        try self.init(reading: &reader)
    }
}

/// A type that is written as one string.
public protocol JSONStringValue: Codable {
    /// The value, or what is wrong with the text.
    static func parse(_ text: String) -> Result<Self, JSONError>
    var jsonText: String { get }
}

extension JSONStringValue {
    public init(from decoder: any Decoder) throws { self = try Self.read(decoder) }
    public func encode(to encoder: any Encoder) throws { try write(encoder) }

    private static func read(_ decoder: any Decoder) throws -> Self {
        let text = try decoder.singleValueContainer().decode(String.self)
        switch parse(text) {
        case .success(let value): return value
        case .failure(let error):
            throw JSONError(error.code, error.what, path: JSONError.path(decoder.codingPath))
        }
    }

    private func write(_ encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(jsonText)
    }
}

extension JSONStringValue where Self: RawRepresentable, RawValue == String {
    public static func parse(_ text: String) -> Result<Self, JSONError> {
        if let value = Self(rawValue: text) { return .success(value) }
        return .failure(JSONError(.invalidValue, "\"\(text)\" is none of the known values"))
    }

    public var jsonText: String { rawValue }

    // Said again because the standard library has its own for raw values: between the two the compiler would choose
    // neither and synthesize `{"case": {}}`.
    public init(from decoder: any Decoder) throws { self = try Self.read(decoder) }
    public func encode(to encoder: any Encoder) throws { try write(encoder) }
}
