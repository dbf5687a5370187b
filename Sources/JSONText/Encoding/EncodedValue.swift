extension EncodedNode {
    /// The same as a value.
    func value() throws(JSONError) -> JSONValue {
        switch self {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .integer(let value): return .integer(value)
        case .unsigned(let value): return JSONValue(value)
        case .double(let value): return .double(value)
        case .float(let value): return .double(Double(value))
        case .string(let value): return .string(value)
        case .array(let array):
            return .array(try array.elements.map { (element) throws(JSONError) in try element.value() })
        case .object(let object):
            var result = JSONObject()
            for (key, value) in zip(object.keys, object.values) { result[key] = try value.value() }
            return .object(object.isSorted ? result.sorted : result)
        case .place(let place): return try place.node?.value() ?? .object(JSONObject())
        case .value(let value): return value
        case .writable(let value):
            var writer = JSONWriter(indent: nil, sortedKeys: false, escapesHTML: false)
            try writer.write(value, depth: 0)
            return try JSONValue(parsing: writer.bytes)
        }
    }
}
