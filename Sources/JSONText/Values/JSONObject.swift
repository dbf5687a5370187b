/// The members of a JSON object in the order in which they stand.
///
/// Two are equal when they hold the same members, in any order.
public struct JSONObject: Sendable {
    public struct Member: Hashable, Sendable {
        public var key: String
        public var value: JSONValue

        public init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// At most one for each key.
    public private(set) var members: [Member] = []
    /// Where each key stands. Only for large objects: a few keys are found faster by looking at each.
    private var places: [String: Int] = [:]
    private static let searched = 16

    public init() {}

    /// Of a key that is given more than once the last value counts, in the place of the first.
    public init(_ pairs: some Sequence<(String, JSONValue)>) {
        for (key, value) in pairs { self[key] = value }
    }

    /// Members whose keys are known to differ.
    init(distinct members: [Member]) {
        self.members = members
        if members.count > Self.searched { index() }
    }

    public var count: Int { members.count }
    public var isEmpty: Bool { members.isEmpty }
    public var keys: [String] { members.map { $0.key } }
    public var values: [JSONValue] { members.map { $0.value } }

    public subscript(key: String) -> JSONValue? {
        get { place(key).map { members[$0].value } }
        set {
            if let newValue {
                if let place = place(key) {
                    members[place].value = newValue
                } else {
                    append(Member(key: key, value: newValue))
                }
            } else {
                removeValue(forKey: key)
            }
        }
    }

    @discardableResult
    public mutating func removeValue(forKey key: String) -> JSONValue? {
        guard let place = place(key) else { return nil }
        let value = members.remove(at: place).value
        places = [:]
        if members.count > Self.searched { index() }
        return value
    }

    /// The same members, sorted by the bytes of their keys as Go sorts the keys of a map.
    public var sorted: JSONObject {
        JSONObject(distinct: members.sorted { $0.key < $1.key })
    }

    private func place(_ key: String) -> Int? {
        if members.count > Self.searched { return places[key] }
        for (index, member) in members.enumerated() where member.key == key { return index }
        return nil
    }

    private mutating func append(_ member: Member) {
        members.append(member)
        if members.count == Self.searched + 1 {
            index()
        } else if members.count > Self.searched {
            places[member.key] = members.count - 1
        }
    }

    private mutating func index() {
        places.reserveCapacity(members.count)
        for (index, member) in members.enumerated() { places[member.key] = index }
    }
}

extension JSONObject: Hashable {
    public static func == (a: JSONObject, b: JSONObject) -> Bool {
        a.members.count == b.members.count
            && (a.members == b.members || a.members.allSatisfy { b[$0.key] == $0.value })
    }

    public func hash(into hasher: inout Hasher) {
        // The order of the members must not count.
        var sum = 0
        for member in members { sum ^= member.hashValue }
        hasher.combine(sum)
        hasher.combine(members.count)
    }
}

extension JSONObject: Sequence {
    public func makeIterator() -> IndexingIterator<[Member]> { members.makeIterator() }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
