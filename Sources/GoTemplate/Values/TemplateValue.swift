/// A value that a template works on: what Go's reflection would tell it apart by.
package enum TemplateValue: Sendable {
    case `nil`
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case list([TemplateValue])
    case map(TemplateMap)
    case record(TemplateRecord)

    package static func strings(_ texts: [String]) -> TemplateValue { .list(texts.map { .string($0) }) }
}

extension TemplateValue {
    /// The name of the Go type, as errors and `%T` show it.
    package var typeName: String {
        switch self {
        case .nil: "<nil>"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint64"
        case .double: "float64"
        case .string: "string"
        case .list(let elements): elements.allSatisfy { $0.isString } ? "[]string" : "[]interface {}"
        case .map(let map): map.goType
        case .record(let record): record.typeName
        }
    }

    var isString: Bool {
        if case .string = self { true } else { false }
    }

    /// Whether `if` takes it: not zero, not empty.
    package var isTrue: Bool {
        switch self {
        case .nil: false
        case .bool(let flag): flag
        case .int(let number): number != 0
        case .uint(let number): number != 0
        case .double(let number): number != 0
        case .string(let text): !text.isEmpty
        case .list(let elements): !elements.isEmpty
        case .map(let map): map.count > 0
        case .record: true
        }
    }
}

extension TemplateValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByFloatLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral text: String) { self = .string(text) }
    package init(integerLiteral number: Int64) { self = .int(number) }
    package init(booleanLiteral flag: Bool) { self = .bool(flag) }
    package init(floatLiteral number: Double) { self = .double(number) }
    package init(arrayLiteral elements: TemplateValue...) { self = .list(elements) }
    package init(dictionaryLiteral entries: (String, TemplateValue)...) { self = .map(TemplateMap(entries)) }
}
