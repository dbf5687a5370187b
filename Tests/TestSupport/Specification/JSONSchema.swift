public import JSONText

/// As much of JSON Schema (draft 4) as the specification uses.
public struct JSONSchema {
    private let files: SpecificationFiles
    private let start: JSONValue
    private let startFile: String

    public init(_ files: SpecificationFiles, _ name: String) throws {
        self.files = files
        start = try files.schema(name)
        startFile = name
    }

    /// What is wrong with a value, each with where; empty when it conforms.
    public func faults(_ value: JSONValue) throws -> [String] {
        var found: [String] = []
        try check(value, start, startFile, "", &found)
        return found
    }

    /// Follows references to the schema that says something, and tells the file that it is in.
    func resolve(_ schema: JSONValue, _ file: String) throws -> (schema: JSONValue, file: String) {
        guard let reference = schema["$ref"]?.stringValue else { return (schema, file) }
        let halves = reference.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let other = halves[0].isEmpty ? file : String(halves[0])
        var place = try files.schema(other)
        for part in halves.count > 1 ? halves[1].split(separator: "/") : [] {
            guard let next = place[String(part)] else { throw FuzzRun.Finding("\(file) refers to \(reference), which is not there") }
            place = next
        }
        return try resolve(place, other)
    }

    private func check(
        _ value: JSONValue, _ unresolved: JSONValue, _ from: String, _ path: String, _ found: inout [String]
    ) throws {
        let (schema, file) = try resolve(unresolved, from)
        for other in schema["allOf"]?.arrayValue ?? [] { try check(value, other, file, path, &found) }
        if let alternatives = schema["anyOf"]?.arrayValue ?? schema["oneOf"]?.arrayValue {
            let fits = try alternatives.contains { alternative in
                var faults: [String] = []
                try check(value, alternative, file, path, &faults)
                return faults.isEmpty
            }
            if !fits { found.append("\(path) fits none of its alternatives") }
        }
        if let type = schema["type"]?.stringValue, !Self.has(value, type) {
            found.append("\(path) is \(value.kindName), not of type \(type)")
            return
        }
        if let choices = schema["enum"]?.arrayValue, !choices.contains(value) { found.append("\(path) may not be \(value)") }
        if let least = schema["minimum"]?.doubleValue, let number = value.doubleValue, number < least {
            found.append("\(path) is below \(least)")
        }
        if let most = schema["maximum"]?.doubleValue, let number = value.doubleValue, number > most {
            found.append("\(path) is above \(most)")
        }
        if let pattern = schema["pattern"]?.stringValue, let text = value.stringValue, try !text.contains(Regex(pattern)) {
            found.append("\(path) is `\(text)`, which does not match \(pattern)")
        }
        if let items = value.arrayValue {
            if let least = schema["minItems"]?.integerValue, items.count < least { found.append("\(path) has too few items") }
            if let item = schema["items"] {
                for (index, value) in items.enumerated() { try check(value, item, file, "\(path)[\(index)]", &found) }
            }
        }
        if let object = value.objectValue { try check(object, schema, file, path, &found) }
    }

    private func check(
        _ object: JSONObject, _ schema: JSONValue, _ file: String, _ path: String, _ found: inout [String]
    ) throws {
        for name in schema["required"]?.stringsValue ?? [] where object[name] == nil { found.append("\(path).\(name) is missing") }
        for member in object.members {
            let place = "\(path).\(member.key)"
            if let property = schema["properties"]?[member.key] {
                try check(member.value, property, file, place, &found)
            } else if let others = schema["patternProperties"]?.objectValue?.values.first {
                try check(member.value, others, file, place, &found)
            } else if let others = schema["additionalProperties"], others.objectValue != nil {
                try check(member.value, others, file, place, &found)
            }
        }
    }

    private static func has(_ value: JSONValue, _ type: String) -> Bool {
        switch type {
        case "object": value.objectValue != nil
        case "array": value.arrayValue != nil
        case "string": value.stringValue != nil
        case "boolean": value.boolValue != nil
        case "integer": value.integerValue != nil || value.unsignedValue != nil
        case "number": value.doubleValue != nil
        default: value.isNull
        }
    }

    /// A value in which every property that the schema knows is there once.
    public func fullInstance() throws -> JSONValue { try instance(start, startFile) }

    private func instance(_ unresolved: JSONValue, _ from: String) throws -> JSONValue {
        let (schema, file) = try resolve(unresolved, from)
        if let choice = schema["enum"]?.arrayValue?.first { return choice }
        var members = JSONObject()
        for part in schema["allOf"]?.arrayValue ?? [] {
            for member in try instance(part, file).objectValue?.members ?? [] { members[member.key] = member.value }
        }
        if let alternative = (schema["anyOf"] ?? schema["oneOf"])?.arrayValue?.first { return try instance(alternative, file) }
        for property in schema["properties"]?.objectValue?.members ?? [] { members[property.key] = try instance(property.value, file) }
        let others = schema["patternProperties"]?.objectValue?.values.first ?? schema["additionalProperties"]
        if let others, others.objectValue != nil { members["any"] = try instance(others, file) }
        if !members.isEmpty { return .object(members) }
        switch schema["type"]?.stringValue ?? "object" {
        case "string": return .string(try Self.text(matching: schema["pattern"]?.stringValue))
        case "integer", "number": return .integer(max(1, schema["minimum"]?.integerValue ?? 1))
        case "boolean": return true
        case "array": return try schema["items"].map { .array([try instance($0, file)]) } ?? []
        default: return .object(members)
        }
    }

    private static func text(matching pattern: String?) throws -> String {
        guard let pattern else { return "text" }
        for text in ["2MB", "c", "RLIMIT_CORE", "MB:0=1", "0-3", "CAP_CHOWN", "1.0.0"] where try text.contains(Regex(pattern)) {
            return text
        }
        throw FuzzRun.Finding("no sample matches the pattern \(pattern): JSONSchema.text(matching:) wants one more")
    }
}
