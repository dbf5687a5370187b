/// Collects the elements of an array.
struct UnkeyedEncoding: UnkeyedEncodingContainer {
    let array: EncodedArray
    let codingPath: [any CodingKey]
    var count: Int { array.elements.count }

    mutating func encodeNil() throws { array.elements.append(.null) }
    mutating func encode(_ value: Bool) throws { array.elements.append(.bool(value)) }
    mutating func encode(_ value: String) throws { array.elements.append(.string(value)) }
    mutating func encode(_ value: Double) throws { array.elements.append(.double(value)) }
    mutating func encode(_ value: Float) throws { array.elements.append(.float(value)) }
    mutating func encode(_ value: Int) throws { array.elements.append(.integer(Int64(value))) }
    mutating func encode(_ value: Int8) throws { array.elements.append(.integer(Int64(value))) }
    mutating func encode(_ value: Int16) throws { array.elements.append(.integer(Int64(value))) }
    mutating func encode(_ value: Int32) throws { array.elements.append(.integer(Int64(value))) }
    mutating func encode(_ value: Int64) throws { array.elements.append(.integer(Int64(value))) }
    mutating func encode(_ value: UInt) throws { array.elements.append(.unsigned(UInt64(value))) }
    mutating func encode(_ value: UInt8) throws { array.elements.append(.unsigned(UInt64(value))) }
    mutating func encode(_ value: UInt16) throws { array.elements.append(.unsigned(UInt64(value))) }
    mutating func encode(_ value: UInt32) throws { array.elements.append(.unsigned(UInt64(value))) }
    mutating func encode(_ value: UInt64) throws { array.elements.append(.unsigned(UInt64(value))) }

    private var path: [any CodingKey] { codingPath + [JSONKey(intValue: count)] }

    mutating func encode<T: Encodable>(_ value: T) throws {
        array.elements.append(try EncodedNode(encoding: value, path: path))
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        let container = KeyedEncoding<Nested>(object: EncodedObject(isSorted: isDictionaryKey(type)), codingPath: path)
        array.elements.append(.object(container.object))
        return KeyedEncodingContainer(container)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        let container = UnkeyedEncoding(array: EncodedArray(), codingPath: path)
        array.elements.append(.array(container.array))
        return container
    }

    mutating func superEncoder() -> any Encoder {
        let encoder = NodeEncoder(place: EncodedPlace(), codingPath: path)
        array.elements.append(.place(encoder.place))
        return encoder
    }
}
