/// Makes text of values. Pretty text is laid out as by Go's json.MarshalIndent.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    private let indent: JSONIndent?
    private let sortedKeys: Bool
    private let escapesHTML: Bool

    init(indent: JSONIndent?, sortedKeys: Bool, escapesHTML: Bool) {
        self.indent = indent
        self.sortedKeys = sortedKeys
        self.escapesHTML = escapesHTML
        bytes.reserveCapacity(1024)
    }

    /// The writer, and nothing left here: so that its text is not copied while another adds to it.
    mutating func take() -> JSONWriter {
        let all = self
        bytes = []
        return all
    }

    mutating func write(_ value: Bool) { append(value ? "true" : "false") }

    mutating func write(_ node: EncodedNode, depth: Int) throws(JSONError) {
        switch node {
        case .null: append("null")
        case .bool(let value): write(value)
        case .integer(let value): write(value.magnitude, isNegative: value < 0)
        case .unsigned(let value): write(value, isNegative: false)
        case .double(let value): try write(value, "\(value)")
        case .float(let value): try write(Double(value), "\(value)")
        case .string(let value): write(value)
        case .place(let place): try write(place.node ?? .object(EncodedObject(isSorted: false)), depth: depth)
        case .value(let value): try write(value, depth: depth)
        case .writable(let value): try write(value, depth: depth)
        case .array(let array):
            try open(0x5b, depth)
            for (index, element) in array.elements.enumerated() {
                next(index, depth)
                try write(element, depth: depth + 1)
            }
            close(0x5d, depth, isEmpty: array.elements.isEmpty)
        case .object(let object):
            try open(0x7b, depth)
            var order = Array(object.keys.indices)
            if sortedKeys || object.isSorted { order.sort { object.keys[$0] < object.keys[$1] } }
            for (place, index) in order.enumerated() {
                next(place, depth)
                key(object.keys[index])
                try write(object.values[index], depth: depth + 1)
            }
            close(0x7d, depth, isEmpty: order.isEmpty)
        }
    }

    mutating func write(_ value: JSONValue, depth: Int) throws(JSONError) {
        switch value {
        case .null: append("null")
        case .bool(let value): write(value)
        case .integer(let value): write(value.magnitude, isNegative: value < 0)
        case .unsigned(let value): write(value, isNegative: false)
        case .double(let value): try write(value, "\(value)")
        case .string(let value): write(value)
        case .array(let elements):
            try open(0x5b, depth)
            for (index, element) in elements.enumerated() {
                next(index, depth)
                try write(element, depth: depth + 1)
            }
            close(0x5d, depth, isEmpty: elements.isEmpty)
        case .object(let object):
            try open(0x7b, depth)
            for (index, member) in (sortedKeys ? object.sorted : object).members.enumerated() {
                next(index, depth)
                key(member.key)
                try write(member.value, depth: depth + 1)
            }
            close(0x7d, depth, isEmpty: object.isEmpty)
        }
    }

    mutating func write(_ value: some JSONWritable, depth: Int) throws(JSONError) {
        if sortedKeys {
            try write(try JSONValue(encoding: value), depth: depth)
        } else {
            try JSONObjectWriter.write(value, &self, depth: depth)
        }
    }

    // MARK: Layout

    mutating func open(_ byte: UInt8, _ depth: Int) throws(JSONError) {
        guard depth < JSON.depthLimit else {
            throw JSONError(.tooDeep, "more than \(JSON.depthLimit) arrays and objects inside each other")
        }
        bytes.append(byte)
    }

    mutating func next(_ index: Int, _ depth: Int) {
        if index > 0 { bytes.append(0x2c) }
        newLine(depth + 1)
    }

    mutating func close(_ byte: UInt8, _ depth: Int, isEmpty: Bool) {
        if !isEmpty { newLine(depth) }
        bytes.append(byte)
    }

    private mutating func newLine(_ depth: Int) {
        guard let indent else { return }
        bytes.append(0x0a)
        switch indent {
        case .spaces(let count): bytes.append(contentsOf: repeatElement(0x20, count: count * depth))
        case .tab: bytes.append(contentsOf: repeatElement(0x09, count: depth))
        }
    }

    mutating func key(_ key: String) {
        write(key)
        bytes.append(0x3a)
        if indent != nil { bytes.append(0x20) }
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    // MARK: Numbers

    mutating func write(_ magnitude: UInt64, isNegative: Bool) {
        if isNegative { bytes.append(0x2d) }
        let first = bytes.count
        var rest = magnitude
        repeat {
            bytes.append(UInt8(0x30 + rest % 10))
            rest /= 10
        } while rest > 0
        bytes[first...].reverse()
    }

    private mutating func write(_ value: Double, _ shortest: String) throws(JSONError) {
        guard value.isFinite else { throw JSONError(.unwritable, "the number \(value) has no text in JSON") }
        append(decimalText(shortest))
    }

    // MARK: Strings

    mutating func write(_ string: String) {
        bytes.append(0x22)
        var string = string
        string.withUTF8 { text in
            var run = 0
            var index = 0
            while index < text.count {
                let byte = unsafe text[index]
                // U+2028 and U+2029 end a line in JavaScript; Go always escapes them.
                let isLineEnd = unsafe byte == 0xe2 && text[index + 1] == 0x80 && text[index + 2] & 0xfe == 0xa8
                guard
                    byte < 0x20 || byte == 0x22 || byte == 0x5c || isLineEnd
                        || escapesHTML && (byte == 0x3c || byte == 0x3e || byte == 0x26)
                else {
                    index += 1
                    continue
                }
                unsafe bytes.append(contentsOf: text[run..<index])
                if isLineEnd {
                    append(unsafe text[index + 2] == 0xa8 ? "\\u2028" : "\\u2029")
                    index += 3
                } else {
                    escape(byte)
                    index += 1
                }
                run = index
            }
            unsafe bytes.append(contentsOf: text[run...])
        }
        bytes.append(0x22)
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case 0x22: append("\\\"")
        case 0x5c: append("\\\\")
        case 0x08: append("\\b")
        case 0x0c: append("\\f")
        case 0x0a: append("\\n")
        case 0x0d: append("\\r")
        case 0x09: append("\\t")
        default:
            append(byte < 0x10 ? "\\u000" : "\\u00")
            append(String(byte, radix: 16))
        }
    }
}
