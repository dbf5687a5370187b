/// `eq`, `lt` and their relatives.
enum Comparison {
    private static let incompatible = TemplateFailure("incompatible types for comparison")
    private static let invalid = TemplateFailure("invalid type for comparison")

    /// Whether the first equals any of the others.
    static func equal(_ values: [TemplateValue]) throws(TemplateFailure) -> TemplateValue {
        guard values.count > 1 else { throw TemplateFailure("missing argument for comparison") }
        for other in values.dropFirst() where try areEqual(values[0], other) { return .bool(true) }
        return .bool(false)
    }

    static func areEqual(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateFailure) -> Bool {
        switch (left, right) {
        case (.nil, .nil): return true
        case (.nil, _), (_, .nil): return false
        case (.bool(let left), .bool(let right)): return left == right
        case (.int(let left), .int(let right)): return left == right
        case (.uint(let left), .uint(let right)): return left == right
        case (.int(let left), .uint(let right)), (.uint(let right), .int(let left)):
            return left >= 0 && UInt64(left) == right
        case (.double(let left), .double(let right)): return left == right
        case (.string(let left), .string(let right)): return left.utf8.elementsEqual(right.utf8)
        case (.record(let first), .record(let second)):
            return first === second || GoText.plain(left) == GoText.plain(right)
        case (.record(let record), .string(let text)), (.string(let text), .record(let record)):
            // A type of Go's that is a text underneath, such as a status, equals that text.
            guard let own = record.text else { throw incompatible }
            return own() == text
        case (.list, .list), (.map, .map):
            throw TemplateFailure(
                "non-comparable types \(GoText.plain(left)): \(left.typeName), "
                    + "\(GoText.plain(right)): \(right.typeName)")
        default: throw incompatible
        }
    }

    static func isLess(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateFailure) -> Bool {
        switch (left, right) {
        case (.int(let left), .int(let right)): return left < right
        case (.uint(let left), .uint(let right)): return left < right
        case (.int(let left), .uint(let right)): return left < 0 || UInt64(left) < right
        case (.uint(let left), .int(let right)): return right >= 0 && left < UInt64(right)
        case (.double(let left), .double(let right)): return left < right
        case (.string(let left), .string(let right)): return left.utf8.lexicographicallyPrecedes(right.utf8)
        case (.bool, .bool), (.nil, _), (_, .nil), (.list, _), (.map, _), (.record, _), (_, .list), (_, .map),
            (_, .record):
            throw invalid
        default: throw incompatible
        }
    }

    static func isLessOrEqual(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateFailure) -> Bool {
        if try isLess(left, right) { return true }
        return try areEqual(left, right)
    }
}
