extension JSONValue: Codable {
    public init(from decoder: any Decoder) throws {
        // Other formats have no way to ask what kind of value comes next.
        guard let node = decoder as? NodeDecoder else {
            throw JSONError(.wrongType, "any JSON value can be read only from JSON text")
        }
        self = try node.document.value(at: node.node)
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .null:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .bool(let value): try value.encode(to: encoder)
        case .integer(let value): try value.encode(to: encoder)
        case .unsigned(let value): try value.encode(to: encoder)
        case .double(let value): try value.encode(to: encoder)
        case .string(let value): try value.encode(to: encoder)
        case .array(let value): try value.encode(to: encoder)
        case .object(let value): try value.encode(to: encoder)
        }
    }
}

extension JSONObject: Codable {
    public init(from decoder: any Decoder) throws {
        let value = try JSONValue(from: decoder)
        guard case .object(let object) = value else {
            throw JSONError(
                .wrongType, "expected an object, found \(value.kindName)", path: JSONError.path(decoder.codingPath))
        }
        self = object
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: JSONKey.self)
        for member in members { try container.encode(member.value, forKey: JSONKey(stringValue: member.key)) }
    }
}
