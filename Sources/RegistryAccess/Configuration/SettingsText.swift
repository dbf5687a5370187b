internal import JSONText

/// Reads TOML as far as the configuration files of containers use it: tables, arrays of tables, strings, numbers,
/// booleans, arrays and inline tables. Dates and multi-line strings are refused by line.
struct SettingsText {
    struct Fault: Error, Hashable {
        let line: Int
        let what: String
    }

    private let bytes: [UInt8]
    private var at = 0
    private var line = 1

    static func parse(_ bytes: [UInt8]) throws(Fault) -> JSONValue {
        var reader = SettingsText(bytes: bytes)
        return .object(try reader.document())
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func document() throws(Fault) -> JSONObject {
        var root = JSONValue.object([:])
        var table: [String] = []
        while true {
            skipToNext()
            guard at < bytes.count else { return root.objectValue ?? [:] }
            if take(0x5b) {  // [
                let isArray = take(0x5b)
                table = try keyPath()
                guard take(0x5d), !isArray || take(0x5d) else { throw fault("a table's name does not end with ]") }
                try open(table, isArray: isArray, in: &root)
            } else {
                let path = try keyPath()
                guard take(0x3d) else { throw fault("there is no = after \(path.joined(separator: "."))") }
                skipBlanks()
                let value = try value(depth: 0)
                try set(table + path, value, in: &root)
            }
            skipBlanks()
            if at < bytes.count, bytes[at] != 0x0a, bytes[at] != 0x0d, bytes[at] != 0x23 {
                throw fault("something stands after the value")
            }
        }
    }

    private func fault(_ what: String) -> Fault { Fault(line: line, what: what) }

    // MARK: The tree

    /// Goes down the path; of an array of tables it is the last one that is meant.
    private func change(
        _ path: ArraySlice<String>, in value: inout JSONValue, _ body: (inout JSONValue) throws(Fault) -> Void
    ) throws(Fault) {
        if case .array(var items) = value, var last = items.popLast() {
            try change(path, in: &last, body)
            value = .array(items + [last])
            return
        }
        guard let key = path.first else { return try body(&value) }
        guard case .object = value else { throw fault("\(key) is set in what is no table") }
        if path.count == 1 {
            var child = value[key] ?? .null
            try body(&child)
            value[key] = child
            return
        }
        var child = value[key] ?? .object([:])
        try change(path.dropFirst(), in: &child, body)
        value[key] = child
    }

    private func open(_ path: [String], isArray: Bool, in root: inout JSONValue) throws(Fault) {
        try change(path[...], in: &root) { (value) throws(Fault) in
            switch (value, isArray) {
            case (.null, true): value = [.object([:])]
            case (.array(let items), true): value = .array(items + [.object([:])])
            case (.null, false): value = .object([:])
            case (.object, false): break
            default: throw fault("\(path.joined(separator: ".")) is two different things")
            }
        }
    }

    private func set(_ path: [String], _ new: JSONValue, in root: inout JSONValue) throws(Fault) {
        try change(path[...], in: &root) { (value) throws(Fault) in
            guard value == .null else { throw fault("\(path.joined(separator: ".")) is set twice") }
            value = new
        }
    }

    // MARK: Characters

    private mutating func skipBlanks() {
        while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x09 { at += 1 }
    }

    /// Past blanks, line ends and comments.
    private mutating func skipToNext() {
        while at < bytes.count {
            switch bytes[at] {
            case 0x20, 0x09, 0x0d: at += 1
            case 0x0a:
                line += 1
                at += 1
            case 0x23: while at < bytes.count, bytes[at] != 0x0a { at += 1 }
            default: return
            }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard at < bytes.count, bytes[at] == byte else { return false }
        at += 1
        return true
    }

    private mutating func keyPath() throws(Fault) -> [String] {
        var path: [String] = []
        repeat {
            skipBlanks()
            if at < bytes.count, bytes[at] == 0x22 || bytes[at] == 0x27 {
                path.append(try string())
                continue
            }
            let start = at
            while at < bytes.count {
                let byte = bytes[at]
                guard byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == 0x5f || byte == 0x2d else { break }
                at += 1
            }
            guard at > start else { throw fault("a name is missing") }
            path.append(String(decoding: bytes[start..<at], as: UTF8.self))
        } while take(0x2e)
        return path
    }

    // MARK: Values

    private mutating func value(depth: Int) throws(Fault) -> JSONValue {
        guard depth < 32 else { throw fault("it is nested too deeply") }
        guard at < bytes.count else { throw fault("a value is missing") }
        switch bytes[at] {
        case 0x22, 0x27: return .string(try string())
        case 0x5b: return try array(depth)
        case 0x7b: return try inlineTable(depth)
        default: return try word()
        }
    }

    private mutating func word() throws(Fault) -> JSONValue {
        let start = at
        while at < bytes.count, ![0x0a, 0x0d, 0x20, 0x09, 0x2c, 0x5d, 0x7d, 0x23].contains(bytes[at]) { at += 1 }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        switch text {
        case "true": return true
        case "false": return false
        default:
            if let number = Int64(text.filter { $0 != "_" }) { return .integer(number) }
            if let number = Double(text.filter { $0 != "_" }) { return .double(number) }
            throw fault("\(text) is no value that is understood")
        }
    }

    private mutating func array(_ depth: Int) throws(Fault) -> JSONValue {
        at += 1
        var items: [JSONValue] = []
        while true {
            skipToNext()
            if take(0x5d) { return .array(items) }
            items.append(try value(depth: depth + 1))
            skipToNext()
            if take(0x2c) { continue }
            guard take(0x5d) else { throw fault("an array does not end with ]") }
            return .array(items)
        }
    }

    private mutating func inlineTable(_ depth: Int) throws(Fault) -> JSONValue {
        at += 1
        var table = JSONValue.object([:])
        if take(0x7d) { return table }
        while true {
            let path = try keyPath()
            guard take(0x3d) else { throw fault("there is no = after \(path.joined(separator: "."))") }
            skipBlanks()
            try set(path, try value(depth: depth + 1), in: &table)
            if take(0x2c) { continue }
            guard take(0x7d) else { throw fault("an inline table does not end with }") }
            return table
        }
    }

    private mutating func string() throws(Fault) -> String {
        let quote = bytes[at]
        at += 1
        if at + 1 < bytes.count, bytes[at] == quote, bytes[at + 1] == quote {
            throw fault("a string over several lines is not supported")
        }
        var text: [UInt8] = []
        while at < bytes.count, bytes[at] != 0x0a {
            let byte = bytes[at]
            at += 1
            if byte == quote { return String(decoding: text, as: UTF8.self) }
            if byte == 0x5c, quote == 0x22 {
                try escape(into: &text)
            } else {
                text.append(byte)
            }
        }
        throw fault("a string does not end")
    }

    private mutating func escape(into text: inout [UInt8]) throws(Fault) {
        guard at < bytes.count else { throw fault("a string does not end") }
        let byte = bytes[at]
        at += 1
        switch byte {
        case 0x22, 0x5c: text.append(byte)
        case 0x6e: text.append(0x0a)
        case 0x74: text.append(0x09)
        case 0x72: text.append(0x0d)
        case 0x75, 0x55:
            let count = byte == 0x75 ? 4 : 8
            guard at + count <= bytes.count,
                let number = UInt32(String(decoding: bytes[at..<(at + count)], as: UTF8.self), radix: 16),
                let scalar = Unicode.Scalar(number)
            else { throw fault("a \\u stands before what is no character") }
            at += count
            text += Array(String(Character(scalar)).utf8)
        default: throw fault("an escape in a string is not understood")
        }
    }
}
