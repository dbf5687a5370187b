/// Writes the members of one object for a `JSONWritable` type. What is nil is left out.
public struct JSONObjectWriter {
    private var writer: JSONWriter
    /// Of the object that is being written.
    private var depth: Int
    private var count = 0

    init(_ writer: consuming JSONWriter, depth: Int) {
        self.writer = writer
        self.depth = depth
    }

    /// Writes an object and gives the text back.
    static func write(_ value: some JSONWritable, _ writer: inout JSONWriter, depth: Int) throws(JSONError) {
        var object = JSONObjectWriter(writer.take(), depth: depth)
        defer { writer = object.writer.take() }
        try object.writer.open(0x7b, depth)
        try value.write(to: &object)
        object.writer.close(0x7d, depth, isEmpty: object.count == 0)
    }

    private mutating func key(_ key: String) {
        writer.next(count, depth)
        writer.key(key)
        count += 1
    }

    private mutating func nested(_ value: some JSONWritable) throws(JSONError) {
        try opened(0x7b, 0x7d) { object throws(JSONError) in try value.write(to: &object) }
    }

    private mutating func opened(
        _ first: UInt8, _ last: UInt8, _ body: (inout JSONObjectWriter) throws(JSONError) -> Void
    ) throws(JSONError) {
        let outer = count
        count = 0
        depth += 1
        try writer.open(first, depth)
        try body(&self)
        writer.close(last, depth, isEmpty: count == 0)
        depth -= 1
        count = outer
    }

    private mutating func element() {
        writer.next(count, depth)
        count += 1
    }

    public mutating func add(_ key: String, _ value: Bool?) throws(JSONError) {
        guard let value else { return }
        self.key(key)
        writer.write(value)
    }

    public mutating func add(_ key: String, _ value: String?) throws(JSONError) {
        guard let value else { return }
        self.key(key)
        writer.write(value)
    }

    public mutating func add(_ key: String, _ value: Double?) throws(JSONError) {
        guard let value else { return }
        self.key(key)
        try writer.write(JSONValue.double(value), depth: depth + 1)
    }

    public mutating func add(_ key: String, _ value: JSONValue?) throws(JSONError) {
        guard let value else { return }
        self.key(key)
        try writer.write(value, depth: depth + 1)
    }

    public mutating func add<T: JSONStringValue>(_ key: String, _ value: T?) throws(JSONError) {
        try add(key, value.map { $0.jsonText })
    }

    public mutating func add(_ key: String, _ values: [String]?) throws(JSONError) {
        guard let values else { return }
        self.key(key)
        try opened(0x5b, 0x5d) { array throws(JSONError) in
            for value in values {
                array.element()
                array.writer.write(value)
            }
        }
    }

    public mutating func add<T: JSONStringValue>(_ key: String, _ values: [T]?) throws(JSONError) {
        try add(key, values.map { $0.map { $0.jsonText } })
    }

    public mutating func add(_ key: String, _ values: [UInt32]?) throws(JSONError) {
        guard let values else { return }
        self.key(key)
        try opened(0x5b, 0x5d) { array throws(JSONError) in
            for value in values {
                array.element()
                array.writer.write(UInt64(value), isNegative: false)
            }
        }
    }

    public mutating func add(_ key: String, _ values: [String: String]?) throws(JSONError) {
        guard let values else { return }
        self.key(key)
        try opened(0x7b, 0x7d) { object throws(JSONError) in
            for (key, value) in values.sorted(by: { $0.key < $1.key }) { try object.add(key, value) }
        }
    }

    public mutating func add<T: JSONWritable>(_ key: String, _ value: T?) throws(JSONError) {
        guard let value else { return }
        self.key(key)
        try nested(value)
    }

    public mutating func add<T: JSONWritable>(_ key: String, _ values: [T]?) throws(JSONError) {
        guard let values else { return }
        self.key(key)
        try opened(0x5b, 0x5d) { array throws(JSONError) in
            for value in values {
                array.element()
                try array.nested(value)
            }
        }
    }

    public mutating func add<T: JSONWritable>(_ key: String, _ values: [String: T]?) throws(JSONError) {
        guard let values else { return }
        self.key(key)
        try opened(0x7b, 0x7d) { object throws(JSONError) in
            for key in values.keys.sorted() { try object.add(key, values[key]) }
        }
    }

    public mutating func add(_ key: String, _ value: Int?) throws(JSONError) {
        guard let value else { return }
        self.key(key)
        writer.write(UInt64(value.magnitude), isNegative: value < 0)
    }

    public mutating func add(_ key: String, _ value: Int32?) throws(JSONError) {
        guard let value else { return }
        self.key(key)
        writer.write(UInt64(value.magnitude), isNegative: value < 0)
    }

    public mutating func add(_ key: String, _ value: Int64?) throws(JSONError) {
        guard let value else { return }
        self.key(key)
        writer.write(UInt64(value.magnitude), isNegative: value < 0)
    }

    public mutating func add(_ key: String, _ value: UInt?) throws(JSONError) {
        guard let value else { return }
        self.key(key)
        writer.write(UInt64(value), isNegative: false)
    }

    public mutating func add(_ key: String, _ value: UInt16?) throws(JSONError) {
        guard let value else { return }
        self.key(key)
        writer.write(UInt64(value), isNegative: false)
    }

    public mutating func add(_ key: String, _ value: UInt32?) throws(JSONError) {
        guard let value else { return }
        self.key(key)
        writer.write(UInt64(value), isNegative: false)
    }

    public mutating func add(_ key: String, _ value: UInt64?) throws(JSONError) {
        guard let value else { return }
        self.key(key)
        writer.write(UInt64(value), isNegative: false)
    }
}
