/// A value that a template works on: what Go's reflection would tell it apart by.
public enum TemplateValue: Sendable {
    case `nil`
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case list([TemplateValue])
    case map(TemplateMap)
    case record(TemplateRecord)

    public static func strings(_ texts: [String]) -> TemplateValue { .list(texts.map { .string($0) }) }
}

extension TemplateValue {
    /// The name of the Go type, as errors and `%T` show it.
    public var typeName: String {
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
    public var isTrue: Bool {
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
    public init(stringLiteral text: String) { self = .string(text) }
    public init(integerLiteral number: Int64) { self = .int(number) }
    public init(booleanLiteral flag: Bool) { self = .bool(flag) }
    public init(floatLiteral number: Double) { self = .double(number) }
    public init(arrayLiteral elements: TemplateValue...) { self = .list(elements) }
    public init(dictionaryLiteral entries: (String, TemplateValue)...) { self = .map(TemplateMap(entries)) }
}
