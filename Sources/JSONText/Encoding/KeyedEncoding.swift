/// Collects the members of an object.
struct KeyedEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let object: EncodedObject
    let codingPath: [any CodingKey]

    mutating func encodeNil(forKey key: Key) throws { object.append(key.stringValue, .null) }
    mutating func encode(_ value: Bool, forKey key: Key) throws { object.append(key.stringValue, .bool(value)) }
    mutating func encode(_ value: String, forKey key: Key) throws { object.append(key.stringValue, .string(value)) }
    mutating func encode(_ value: Double, forKey key: Key) throws { object.append(key.stringValue, .double(value)) }
    mutating func encode(_ value: Float, forKey key: Key) throws { object.append(key.stringValue, .float(value)) }

    mutating func encode(_ value: Int, forKey key: Key) throws {
        object.append(key.stringValue, .integer(Int64(value)))
    }
    mutating func encode(_ value: Int8, forKey key: Key) throws {
        object.append(key.stringValue, .integer(Int64(value)))
    }
    mutating func encode(_ value: Int16, forKey key: Key) throws {
        object.append(key.stringValue, .integer(Int64(value)))
    }
    mutating func encode(_ value: Int32, forKey key: Key) throws {
        object.append(key.stringValue, .integer(Int64(value)))
    }
    mutating func encode(_ value: Int64, forKey key: Key) throws {
        object.append(key.stringValue, .integer(Int64(value)))
    }
    mutating func encode(_ value: UInt, forKey key: Key) throws {
        object.append(key.stringValue, .unsigned(UInt64(value)))
    }
    mutating func encode(_ value: UInt8, forKey key: Key) throws {
        object.append(key.stringValue, .unsigned(UInt64(value)))
    }
    mutating func encode(_ value: UInt16, forKey key: Key) throws {
        object.append(key.stringValue, .unsigned(UInt64(value)))
    }
    mutating func encode(_ value: UInt32, forKey key: Key) throws {
        object.append(key.stringValue, .unsigned(UInt64(value)))
    }
    mutating func encode(_ value: UInt64, forKey key: Key) throws {
        object.append(key.stringValue, .unsigned(UInt64(value)))
    }

    mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        object.append(key.stringValue, try EncodedNode(encoding: value, path: codingPath + [key]))
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        let nested = EncodedObject(isSorted: isDictionaryKey(type))
        object.append(key.stringValue, .object(nested))
        return KeyedEncodingContainer(KeyedEncoding<Nested>(object: nested, codingPath: codingPath + [key]))
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        let nested = EncodedArray()
        object.append(key.stringValue, .array(nested))
        return UnkeyedEncoding(array: nested, codingPath: codingPath + [key])
    }

    mutating func superEncoder() -> any Encoder { encoder(JSONKey.super) }
    mutating func superEncoder(forKey key: Key) -> any Encoder { encoder(key) }

    private func encoder(_ key: any CodingKey) -> any Encoder {
        let place = EncodedPlace()
        object.append(key.stringValue, .place(place))
        return NodeEncoder(place: place, codingPath: codingPath + [key])
    }
}
