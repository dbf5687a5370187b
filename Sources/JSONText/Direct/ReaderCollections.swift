extension JSONReader {
    /// The nodes of the elements of an array.
    private func elements(of array: Int) throws(JSONError) -> [Int] {
        guard document.nodes[array].kind == .array else { throw document.mismatch("an array", at: array) }
        var elements: [Int] = []
        elements.reserveCapacity(Int(document.nodes[array].length))
        var node = array + 1
        while node < document.nodes[array].next {
            elements.append(node)
            node = Int(document.nodes[node].next)
        }
        return elements
    }

    /// The key nodes of the members of an object.
    private func members(of object: Int) throws(JSONError) -> [Int] {
        guard document.nodes[object].kind == .object else { throw document.mismatch("an object", at: object) }
        var members: [Int] = []
        members.reserveCapacity(Int(document.nodes[object].length))
        var node = object + 1
        while node < document.nodes[object].next {
            if document.nodes[node].kind == .key { members.append(node) }
            node = Int(document.nodes[node].next)
        }
        return members
    }

    private func read<T: JSONReadable>(_ node: Int) throws(JSONError) -> T {
        var reader = JSONReader(document, node)
        return try T(reading: &reader)
    }

    public mutating func optional<T: JSONReadable>(_ key: String) throws(JSONError) -> T? {
        guard let node = try present(key) else { return nil }
        return try read(node)
    }

    public mutating func required<T: JSONReadable>(_ key: String) throws(JSONError) -> T { try read(try needed(key)) }

    public mutating func optional<T: JSONReadable>(_ key: String) throws(JSONError) -> [T]? {
        guard let node = try present(key) else { return nil }
        var values: [T] = []
        for element in try elements(of: node) { values.append(try read(element)) }
        return values
    }

    /// A list that has to be there, but may be null: so Go writes an empty one.
    public mutating func required<T: JSONReadable>(_ key: String) throws(JSONError) -> [T] {
        _ = try needed(key)
        return try optional(key) ?? []
    }

    public mutating func optional<T: JSONReadable>(_ key: String) throws(JSONError) -> [String: T]? {
        guard let node = try present(key) else { return nil }
        var values: [String: T] = [:]
        for member in try members(of: node) {
            values[document.nodes[member].text(in: document.bytes)] = try read(member + 1)
        }
        return values
    }

    public mutating func optional(_ key: String) throws(JSONError) -> [String: String]? {
        guard let node = try present(key) else { return nil }
        var values: [String: String] = [:]
        for member in try members(of: node) {
            values[document.nodes[member].text(in: document.bytes)] = try document.string(at: member + 1)
        }
        return values
    }

    public mutating func optional(_ key: String) throws(JSONError) -> [UInt32]? {
        guard let node = try present(key) else { return nil }
        var values: [UInt32] = []
        for element in try elements(of: node) { values.append(try document.integer(UInt32.self, at: element)) }
        return values
    }

    // MARK: Types that are one string

    private func text<T: JSONStringValue>(_ node: Int) throws(JSONError) -> T {
        let text = try document.string(at: node)
        switch T.parse(text) {
        case .success(let value): return value
        case .failure(let error): throw document.error(.invalidValue, error.what, at: node)
        }
    }

    public mutating func optional<T: JSONStringValue>(_ key: String) throws(JSONError) -> T? {
        guard let node = try present(key) else { return nil }
        return try text(node)
    }

    public mutating func required<T: JSONStringValue>(_ key: String) throws(JSONError) -> T {
        try text(try needed(key))
    }

    public mutating func optional<T: JSONStringValue>(_ key: String) throws(JSONError) -> [T]? {
        guard let node = try present(key) else { return nil }
        var values: [T] = []
        for element in try elements(of: node) { values.append(try text(element)) }
        return values
    }
}
