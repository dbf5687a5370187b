public import JSONText

/// A value with named fields, as a Go struct. To ask for a field that it does not have is an error.
public final class TemplateRecord: Sendable {
    /// A field or method of a record.
    public struct Field: Sendable {
        enum Content: Sendable {
            case value(TemplateValue)
            case computed(@Sendable () -> TemplateValue)
            case method(@Sendable ([TemplateValue]) throws(TemplateFailure) -> TemplateValue)
        }

        public let name: String
        let content: Content

        /// A field that is there already.
        public static func value(_ name: String, _ value: TemplateValue) -> Field {
            Field(name: name, content: .value(value))
        }

        /// A field that is worked out when a template asks for it.
        public static func computed(_ name: String, _ make: @escaping @Sendable () -> TemplateValue) -> Field {
            Field(name: name, content: .computed(make))
        }

        /// A method with arguments: `{{.Created.Format "2006"}}`.
        public static func method(
            _ name: String,
            _ call: @escaping @Sendable ([TemplateValue]) throws(TemplateFailure) -> TemplateValue
        ) -> Field { Field(name: name, content: .method(call)) }
    }

    public let typeName: String
    let fields: [Field]
    /// How the whole record prints; nil: as Go prints a struct, `{a b}`.
    let text: (@Sendable () -> String)?
    /// What `json` makes of it; nil: an object of its fields.
    let json: (@Sendable () -> JSONValue)?
    /// Answers for every field; used for the header row of tables.
    let anyField: (@Sendable (String) -> TemplateValue)?

    public init(
        _ typeName: String, _ fields: [Field], text: (@Sendable () -> String)? = nil,
        json: (@Sendable () -> JSONValue)? = nil
    ) {
        self.typeName = typeName
        self.fields = fields
        self.text = text
        self.json = json
        anyField = nil
    }

    init(header text: @escaping @Sendable () -> String, anyField: @escaping @Sendable (String) -> TemplateValue) {
        typeName = "header"
        fields = []
        self.text = text
        json = { JSONValue(text()) }
        self.anyField = anyField
    }

    /// Whether it stands for a heading: functions that work on data then leave it as it is.
    var isHeader: Bool { anyField != nil }

    func field(_ name: String) -> Field? {
        for field in fields where field.name == name { return field }
        return nil
    }

    /// The fields that are data, with their values.
    var values: [(name: String, value: TemplateValue)] {
        var result: [(name: String, value: TemplateValue)] = []
        for field in fields {
            switch field.content {
            case .value(let value): result.append((field.name, value))
            case .computed(let make): result.append((field.name, make()))
            case .method: break
            }
        }
        return result
    }
}

extension TemplateValue {
    /// A record whose fields are all there.
    public static func record(_ typeName: String, _ fields: [(String, TemplateValue)]) -> TemplateValue {
        .record(TemplateRecord(typeName, fields.map { TemplateRecord.Field.value($0.0, $0.1) }))
    }
}
