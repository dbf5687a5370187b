/// Whether members with keys of this type come from a dictionary, whose order means nothing.
func isDictionaryKey(_ type: any CodingKey.Type) -> Bool { ObjectIdentifier(type) == dictionaryKeyType }

/// The standard library's own key type for dictionaries has no public name, so one is encoded to learn it.
private let dictionaryKeyType: ObjectIdentifier? = {
    let probe = KeyTypeProbe()
    // The probe answers by throwing nothing and writing nothing; the empty dictionary has nothing that could fail.
    try? [String: Bool]().encode(to: probe)
    return probe.seen.type
}()

private struct KeyTypeProbe: Encoder {
    final class Seen { var type: ObjectIdentifier? }
    let seen = Seen()
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        seen.type = ObjectIdentifier(type)
        return KeyedEncodingContainer(KeyedEncoding<Key>(object: EncodedObject(isSorted: false), codingPath: []))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer { UnkeyedEncoding(array: EncodedArray(), codingPath: []) }
    func singleValueContainer() -> any SingleValueEncodingContainer {
        NodeEncoder(place: EncodedPlace(), codingPath: [])
    }
}
