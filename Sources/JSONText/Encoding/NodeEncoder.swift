/// What `encode(to:)` of a type writes to.
struct NodeEncoder: Encoder {
    let place: EncodedPlace
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        // A class and its superclass may both ask for the container of the same object.
        if case .object(let object)? = place.node {
            return KeyedEncodingContainer(KeyedEncoding<Key>(object: object, codingPath: codingPath))
        }
        let object = EncodedObject(isSorted: isDictionaryKey(type))
        place.fill(.object(object))
        return KeyedEncodingContainer(KeyedEncoding<Key>(object: object, codingPath: codingPath))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if case .array(let array)? = place.node { return UnkeyedEncoding(array: array, codingPath: codingPath) }
        let array = EncodedArray()
        place.fill(.array(array))
        return UnkeyedEncoding(array: array, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }
}
