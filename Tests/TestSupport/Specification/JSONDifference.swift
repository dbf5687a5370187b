public import JSONText

/// Where two values differ.
public enum JSONDifference {
    /// The places where the second value lacks or changes what the first has.
    public static func lost(_ value: JSONValue, _ other: JSONValue?, _ path: String = "") -> [String] {
        if let object = value.objectValue {
            return object.members.flatMap { lost($0.value, other?[$0.key], "\(path).\($0.key)") }
        }
        if let items = value.arrayValue, let others = other?.arrayValue, items.count == others.count {
            return zip(items, others).flatMap { lost($0, $1, "\(path)[]") }
        }
        return value == other ? [] : ["\(path): \(value) became \(other?.text ?? "nothing")"]
    }

    /// Both ways.
    public static func between(_ value: JSONValue, _ other: JSONValue) -> [String] {
        lost(value, other) + lost(other, value).map { "came: \($0)" }
    }
}
