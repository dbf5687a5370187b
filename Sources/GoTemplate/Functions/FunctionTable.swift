/// The type of a function's parameter.
public enum ParameterType: Hashable, Sendable {
    case any, string, int, bool, strings

    var goName: String {
        switch self {
        case .any: "interface {}"
        case .string: "string"
        case .int: "int"
        case .bool: "bool"
        case .strings: "[]string"
        }
    }
}

/// A function that templates may call.
public struct TemplateFunction: Sendable {
    public let parameters: [ParameterType]
    /// The last parameter stands for any number of arguments.
    public let isVariadic: Bool
    public let call: @Sendable ([TemplateValue]) throws(TemplateFailure) -> TemplateValue

    public init(
        _ parameters: [ParameterType], isVariadic: Bool = false,
        _ call: @escaping @Sendable ([TemplateValue]) throws(TemplateFailure) -> TemplateValue
    ) {
        self.parameters = parameters
        self.isVariadic = isVariadic
        self.call = call
    }
}

/// Functions by name.
public struct FunctionTable: Sendable {
    private var functions: [String: TemplateFunction]

    public init(_ functions: [String: TemplateFunction]) { self.functions = functions }

    public subscript(name: String) -> TemplateFunction? { functions[name] }

    /// With more functions; they win over those of the same name.
    public func adding(_ more: [String: TemplateFunction]) -> FunctionTable {
        FunctionTable(functions.merging(more) { $1 })
    }

    /// Go's own functions, and those of docker and podman.
    public static let standard = FunctionTable(builtins).adding(TextFunctions.all)

    /// For the header row of a table: functions on data leave a heading as it is.
    static let header = standard.adding(
        TextFunctions.all.mapValues { function in
            TemplateFunction(function.parameters, isVariadic: function.isVariadic) {
                (values) throws(TemplateFailure) in
                for value in values {
                    if case .record(let record) = value, record.isHeader { return value }
                }
                return try function.call(values)
            }
        })

    private static let builtins: [String: TemplateFunction] = [
        // These two never get here: the evaluation stops at the argument that decides.
        "and": TemplateFunction([.any, .any], isVariadic: true) { (values) throws(TemplateFailure) in values[0] },
        "or": TemplateFunction([.any, .any], isVariadic: true) { (values) throws(TemplateFailure) in values[0] },
        "not": TemplateFunction([.any]) { (values) throws(TemplateFailure) in .bool(!values[0].isTrue) },
        "len": TemplateFunction([.any], Indexing.length),
        "index": TemplateFunction([.any, .any], isVariadic: true, Indexing.index),
        "slice": TemplateFunction([.any, .any], isVariadic: true, Indexing.slice),
        "print": TemplateFunction([.any], isVariadic: true) { (values) throws(TemplateFailure) in
            .string(GoText.print(values))
        },
        "println": TemplateFunction([.any], isVariadic: true) { (values) throws(TemplateFailure) in
            .string(values.map { GoText.plain($0) }.joined(separator: " ") + "\n")
        },
        "printf": TemplateFunction([.string, .any], isVariadic: true) { (values) throws(TemplateFailure) in
            .string(GoFormat.text(GoText.plain(values[0]), Array(values.dropFirst())))
        },
        "html": TemplateFunction([.any], isVariadic: true) { (values) throws(TemplateFailure) in
            .string(Escaping.html(GoText.print(values)))
        },
        "js": TemplateFunction([.any], isVariadic: true) { (values) throws(TemplateFailure) in
            .string(Escaping.javaScript(GoText.print(values)))
        },
        "urlquery": TemplateFunction([.any], isVariadic: true) { (values) throws(TemplateFailure) in
            .string(Escaping.query(GoText.print(values)))
        },
        "call": TemplateFunction([.any, .any], isVariadic: true) { (values) throws(TemplateFailure) in
            if case .nil = values[0] { throw TemplateFailure("call of nil") }
            throw TemplateFailure("non-function of type \(values[0].typeName)")
        },
        "eq": TemplateFunction([.any, .any], isVariadic: true, Comparison.equal),
        "ne": TemplateFunction([.any, .any]) { (values) throws(TemplateFailure) in
            .bool(try !Comparison.areEqual(values[0], values[1]))
        },
        "lt": TemplateFunction([.any, .any]) { (values) throws(TemplateFailure) in
            .bool(try Comparison.isLess(values[0], values[1]))
        },
        "le": TemplateFunction([.any, .any]) { (values) throws(TemplateFailure) in
            .bool(try Comparison.isLessOrEqual(values[0], values[1]))
        },
        "gt": TemplateFunction([.any, .any]) { (values) throws(TemplateFailure) in
            .bool(try !Comparison.isLessOrEqual(values[0], values[1]))
        },
        "ge": TemplateFunction([.any, .any]) { (values) throws(TemplateFailure) in
            .bool(try !Comparison.isLess(values[0], values[1]))
        },
    ]
}
