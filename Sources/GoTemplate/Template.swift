/// A template in the language of Go's text/template, read and checked.
public struct Template: Sendable {
    /// What asking a map for a key that it does not have means.
    public enum MissingKey: Sendable {
        /// It prints `<no value>`.
        case noValue
        /// It is an error.
        case error
    }

    let name: String
    let source: String
    let nodes: [Node]
    let definitions: [String: [Node]]
    let functions: FunctionTable
    let missingKey: MissingKey

    /// Reads a template; its name stands in errors (podman has the verb's there, docker none).
    public init(
        _ source: String, name: String = "", functions: FunctionTable = .standard, missingKey: MissingKey = .noValue
    ) throws(TemplateError) {
        self.name = name
        self.source = source
        self.functions = functions
        self.missingKey = missingKey
        var parser = Parser(source, name: name, functions: functions)
        nodes = try parser.parse()
        definitions = parser.definitions
    }

    /// The text that the template makes of a value.
    public func render(_ value: TemplateValue) throws(TemplateError) -> String {
        var output = ""
        try render(value, into: &output)
        return output
    }

    /// Appends to what is there, also when it fails half-way, as Go writes.
    public func render(_ value: TemplateValue, into output: inout String) throws(TemplateError) {
        var evaluation = Evaluation(template: self, name: name, data: value, output: output)
        do throws(TemplateError) {
            try evaluation.run(nodes, value)
        } catch {
            output = evaluation.output
            throw error
        }
        output = evaluation.output
    }

    /// Where a byte of the source lies: `name:line:column`.
    func location(_ position: Int) -> String {
        var line = 1
        var column = 0
        for byte in source.utf8.prefix(position) {
            column += 1
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 0
            }
        }
        return "\(name):\(line):\(column)"
    }
}
