/// What a template's fields are when it makes the header row of a table.
enum Heading {
    /// The value whose every field is a heading.
    static func all(_ headers: [String: String]) -> TemplateValue {
        .record(TemplateRecord(header: { "" }, anyField: { heading($0, headers) }))
    }

    private static func heading(_ name: String, _ headers: [String: String]) -> TemplateValue {
        let text = headers[name] ?? derived(name)
        return .record(TemplateRecord(header: { text }, anyField: { heading($0, headers) }))
    }

    /// `CreatedAt` → CREATED AT, `ID` → ID, `PIDs` → PIDS, `ImageID` → IMAGE ID.
    static func derived(_ name: String) -> String {
        let scalars = Array(name.unicodeScalars)
        var result = ""
        for (index, scalar) in scalars.enumerated() {
            if index > 0, scalar.properties.isUppercase, scalars[index - 1].properties.isLowercase { result += " " }
            result += scalar.properties.uppercaseMapping
        }
        return result
    }
}
