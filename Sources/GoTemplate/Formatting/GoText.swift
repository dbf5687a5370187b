/// Go's `%v` and what is made of it.
enum GoText {
    /// `%v`, as a template prints a value.
    static func plain(_ value: TemplateValue) -> String {
        if case .string(let text) = value { return text }
        return GoFormat.one(value, Verb(letter: "v"))
    }

    /// `fmt.Sprint`: a blank between operands when neither is a text.
    static func print(_ values: [TemplateValue]) -> String {
        var result = ""
        for (index, value) in values.enumerated() {
            if index > 0, !value.isString, !values[index - 1].isString { result += " " }
            result += plain(value)
        }
        return result
    }
}
