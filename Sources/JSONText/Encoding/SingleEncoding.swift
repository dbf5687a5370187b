extension NodeEncoder: SingleValueEncodingContainer {
    func encodeNil() throws { place.fill(.null) }
    func encode(_ value: Bool) throws { place.fill(.bool(value)) }
    func encode(_ value: String) throws { place.fill(.string(value)) }
    func encode(_ value: Double) throws { place.fill(.double(value)) }
    func encode(_ value: Float) throws { place.fill(.float(value)) }
    func encode(_ value: Int) throws { place.fill(.integer(Int64(value))) }
    func encode(_ value: Int8) throws { place.fill(.integer(Int64(value))) }
    func encode(_ value: Int16) throws { place.fill(.integer(Int64(value))) }
    func encode(_ value: Int32) throws { place.fill(.integer(Int64(value))) }
    func encode(_ value: Int64) throws { place.fill(.integer(Int64(value))) }
    func encode(_ value: UInt) throws { place.fill(.unsigned(UInt64(value))) }
    func encode(_ value: UInt8) throws { place.fill(.unsigned(UInt64(value))) }
    func encode(_ value: UInt16) throws { place.fill(.unsigned(UInt64(value))) }
    func encode(_ value: UInt32) throws { place.fill(.unsigned(UInt64(value))) }
    func encode(_ value: UInt64) throws { place.fill(.unsigned(UInt64(value))) }

    func encode<T: Encodable>(_ value: T) throws { place.fill(try EncodedNode(encoding: value, path: codingPath)) }
}
