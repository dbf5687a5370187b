/// Text and the index of what is in it. Strings and numbers are made when they are asked for.
final class JSONDocument {
    let bytes: [UInt8]
    let nodes: [JSONNode]

    init(parsing bytes: [UInt8]) throws(JSONError) {
        var parser = JSONParser(bytes)
        try parser.parse()
        self.bytes = bytes
        nodes = parser.nodes
    }

    /// The value as a tree.
    func value(at index: Int) throws(JSONError) -> JSONValue {
        let node = nodes[index]
        switch node.kind {
        case .null: return .null
        case .yes: return .bool(true)
        case .no: return .bool(false)
        case .number: return try number(at: index)
        case .string, .key, .replacedKey: return .string(node.text(in: bytes))
        case .array:
            var elements: [JSONValue] = []
            elements.reserveCapacity(Int(node.length))
            var child = index + 1
            while child < node.next {
                elements.append(try value(at: child))
                child = Int(nodes[child].next)
            }
            return .array(elements)
        case .object:
            var members: [JSONObject.Member] = []
            members.reserveCapacity(Int(node.length))
            var key = index + 1
            while key < node.next {
                if nodes[key].kind == .key {
                    members.append(.init(key: nodes[key].text(in: bytes), value: try value(at: key + 1)))
                }
                key = Int(nodes[key].next)
            }
            return .object(JSONObject(distinct: members))
        }
    }

    // MARK: Errors

    /// The keys and places that lead to a node, found by walking down to it: nothing is kept for it while reading.
    func path(to target: Int) -> [JSONKey] {
        var path: [JSONKey] = []
        var current = 0
        while current < target {
            let isObject = nodes[current].kind == .object
            var child = current + 1
            var place = 0
            while child < nodes.count, Int(nodes[child].next) <= target {
                child = Int(nodes[child].next)
                place += 1
            }
            guard child <= target, child < nodes.count else { break }
            if isObject {
                path.append(JSONKey(stringValue: nodes[child].text(in: bytes)))
                current = child + 1
            } else {
                path.append(JSONKey(intValue: place))
                current = child
            }
        }
        return path
    }

    func error(_ code: JSONError.Code, _ what: String, at index: Int) -> JSONError {
        let offset = index < nodes.count ? Int(nodes[index].start) : bytes.count
        return JSONError(code, what, path: JSONError.path(path(to: index)), at: offset, in: bytes)
    }

    func mismatch(_ expected: String, at index: Int) -> JSONError {
        let found =
            switch nodes[index].kind {
            case .null: "null"
            case .yes, .no: "a boolean"
            case .number: "the number \(numberText(at: index))"
            case .string, .key, .replacedKey: "a string"
            case .array: "an array"
            case .object: "an object"
            }
        return error(.wrongType, "expected \(expected), found \(found)", at: index)
    }
}
