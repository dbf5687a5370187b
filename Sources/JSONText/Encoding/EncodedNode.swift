/// What a `Codable` value asked to have written, before it is text. `Codable` may go back and forth between containers,
/// so the text can be made only at the end.
enum EncodedNode {
    case null
    case bool(Bool)
    case integer(Int64)
    case unsigned(UInt64)
    case double(Double)
    case float(Float)
    case string(String)
    case array(EncodedArray)
    case object(EncodedObject)
    /// What is written here is decided later, through an encoder that was handed out.
    case place(EncodedPlace)
    case value(JSONValue)
    case writable(any JSONWritable)

    init<T: Encodable>(encoding value: T) throws(JSONError) {
        do { self = try EncodedNode(encoding: value, path: []) } catch { throw JSONError(encoding: error) }
    }

    init<T: Encodable>(encoding value: T, path: [any CodingKey]) throws {
        if T.self == JSONValue.self {
            self = .value(unsafe unsafeBitCast(value, to: JSONValue.self))
            return
        }
        if T.self == [String].self {
            let array = EncodedArray()
            array.elements = unsafe unsafeBitCast(value, to: [String].self).map { .string($0) }
            self = .array(array)
            return
        }
        guard path.count <= JSON.depthLimit else {
            throw JSONError(.tooDeep, "more than \(JSON.depthLimit) arrays and objects inside each other")
        }
        let encoder = NodeEncoder(place: EncodedPlace(), codingPath: path)
        try value.encode(to: encoder)
        self = encoder.place.node ?? .object(EncodedObject(isSorted: false))
    }
}

final class EncodedArray {
    var elements: [EncodedNode] = []
}

final class EncodedObject {
    private(set) var keys: [String] = []
    private(set) var values: [EncodedNode] = []
    /// A dictionary has no order of its own: sorted, its text is always the same.
    let isSorted: Bool

    init(isSorted: Bool) { self.isSorted = isSorted }

    func append(_ key: String, _ value: EncodedNode) {
        keys.append(key)
        values.append(value)
    }
}

final class EncodedPlace {
    private(set) var node: EncodedNode?

    func fill(_ node: EncodedNode) { self.node = node }
}
