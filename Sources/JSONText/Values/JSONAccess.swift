extension JSONValue {
    /// The member of an object; nil when there is none or when this is no object. Setting one in a value that is no
    /// object makes it one; setting nil removes the member.
    public subscript(key: String) -> JSONValue? {
        get { if case .object(let object) = self { object[key] } else { nil } }
        set {
            var object = objectValue ?? JSONObject()
            self = .null  // so that the object is changed in place
            object[key] = newValue
            self = .object(object)
        }
    }

    /// The element of an array; nil when there is none.
    public subscript(index: Int) -> JSONValue? {
        if case .array(let array) = self, array.indices.contains(index) { array[index] } else { nil }
    }

    public var isNull: Bool { self == .null }
    public var boolValue: Bool? { if case .bool(let value) = self { value } else { nil } }
    public var stringValue: String? { if case .string(let value) = self { value } else { nil } }
    public var arrayValue: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    public var objectValue: JSONObject? { if case .object(let value) = self { value } else { nil } }

    /// A whole number that fits; one such as `1.0` is none.
    public var integerValue: Int64? { if case .integer(let value) = self { value } else { nil } }

    public var unsignedValue: UInt64? {
        switch self {
        case .integer(let value): UInt64(exactly: value)
        case .unsigned(let value): value
        default: nil
        }
    }

    public var doubleValue: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .unsigned(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    /// The strings of an array that holds nothing else.
    public var stringsValue: [String]? {
        guard case .array(let array) = self else { return nil }
        var strings: [String] = []
        strings.reserveCapacity(array.count)
        for element in array {
            guard case .string(let string) = element else { return nil }
            strings.append(string)
        }
        return strings
    }
}
