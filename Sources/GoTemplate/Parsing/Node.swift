/// A part of a template. The text form is Go's, since errors show it.
final class Node: Sendable, CustomStringConvertible {
    indirect enum Kind: Sendable {
        case text(String)
        case action(Pipeline)
        case `if`(Pipeline, [Node], otherwise: [Node]?)
        case range(Pipeline, [Node], otherwise: [Node]?)
        case with(Pipeline, [Node], otherwise: [Node]?)
        case template(String, Pipeline?)
        case `break`, `continue`
        // Ends of lists: only the parser sees these.
        case end, `else`
        // Operands.
        case bool(Bool)
        case number(GoLiteral.Number)
        /// The text, and as it was written.
        case string(String, quoted: String)
        case `nil`, dot
        case field([String])
        case variable([String])
        case identifier(String)
        case chain(Node, [String])
        case pipeline(Pipeline)
    }

    let kind: Kind
    let position: Int

    init(_ kind: Kind, at position: Int) {
        self.kind = kind
        self.position = position
    }

    var description: String {
        switch kind {
        case .text(let text): text
        case .action(let pipeline): "{{\(pipeline)}}"
        case .if(let pipeline, let list, let otherwise): Self.control("if", pipeline, list, otherwise)
        case .range(let pipeline, let list, let otherwise): Self.control("range", pipeline, list, otherwise)
        case .with(let pipeline, let list, let otherwise): Self.control("with", pipeline, list, otherwise)
        case .template(let name, let pipeline):
            "{{template \(GoQuote.double(name))" + (pipeline.map { " \($0)" } ?? "") + "}}"
        case .break: "{{break}}"
        case .continue: "{{continue}}"
        case .end: "{{end}}"
        case .else: "{{else}}"
        case .bool(let flag): flag ? "true" : "false"
        case .number(let number): number.text
        case .string(_, let quoted): quoted
        case .nil: "nil"
        case .dot: "."
        case .field(let names): names.map { "." + $0 }.joined()
        case .variable(let names): names.joined(separator: ".")
        case .identifier(let name): name
        case .chain(let node, let names):
            if case .pipeline = node.kind {
                "(\(node))" + names.map { "." + $0 }.joined()
            } else {
                "\(node)" + names.map { "." + $0 }.joined()
            }
        case .pipeline(let pipeline): pipeline.description
        }
    }

    private static func control(
        _ name: String, _ pipeline: Pipeline, _ list: [Node], _ otherwise: [Node]?
    ) -> String {
        let body = list.map { $0.description }.joined()
        let rest = otherwise.map { "{{else}}" + $0.map { $0.description }.joined() } ?? ""
        return "{{\(name) \(pipeline)}}\(body)\(rest){{end}}"
    }

    /// Whether it may not stand at the second or a later place of a pipeline.
    var isConstant: Bool {
        switch kind {
        case .bool, .dot, .nil, .number, .string: true
        default: false
        }
    }
}

/// `$x := a | b`
final class Pipeline: Sendable, CustomStringConvertible {
    let declarations: [String]
    /// `=`, not `:=`.
    let isAssignment: Bool
    let commands: [TemplateCommand]
    let position: Int

    init(declarations: [String], isAssignment: Bool, commands: [TemplateCommand], at position: Int) {
        self.declarations = declarations
        self.isAssignment = isAssignment
        self.commands = commands
        self.position = position
    }

    var description: String {
        let start = declarations.isEmpty ? "" : declarations.joined(separator: ", ") + (isAssignment ? " = " : " := ")
        return start + commands.map { $0.description }.joined(separator: " | ")
    }
}

/// An operand, or a function with its arguments.
final class TemplateCommand: Sendable, CustomStringConvertible {
    let arguments: [Node]
    let position: Int

    init(_ arguments: [Node], at position: Int) {
        self.arguments = arguments
        self.position = position
    }

    var description: String {
        arguments.map { argument in
            if case .pipeline = argument.kind { return "(\(argument))" }
            return argument.description
        }.joined(separator: " ")
    }
}
