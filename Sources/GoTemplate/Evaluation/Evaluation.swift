/// The carrying out of a template. A Swift nil is Go's invalid value: what prints as `<no value>`.
struct Evaluation {
    /// How deep templates may call each other.
    static let depthLimit = 500

    /// What a list of nodes ended with.
    enum Flow { case normal, `break`, `continue` }

    let template: Template
    /// The name of the template or definition being carried out.
    private(set) var name: String
    private(set) var output: String
    private var depth = 0
    private var variables: [(name: String, value: TemplateValue?)]
    /// The node that an error names.
    private var place: (position: Int, text: () -> String)?

    init(template: Template, name: String, data: TemplateValue?, output: String) {
        self.template = template
        self.name = name
        self.output = output
        variables = [("$", data)]
    }

    mutating func run(_ nodes: [Node], _ dot: TemplateValue?) throws(TemplateError) { _ = try walk(nodes, dot) }

    // MARK: Places and failures

    mutating func at(_ node: Node) { place = (node.position, { node.description }) }
    mutating func at(_ pipeline: Pipeline) { place = (pipeline.position, { pipeline.description }) }
    mutating func at(_ command: TemplateCommand) { place = (command.position, { command.description }) }

    func failure(_ reason: String) -> TemplateError {
        guard let place else { return TemplateError("template: \(name): \(reason)") }
        let location = template.location(place.position)
        return TemplateError(
            "template: \(location): executing \(GoQuote.double(name)) at <\(place.text())>: \(reason)")
    }

    // MARK: Variables

    func variable(_ name: String) throws(TemplateError) -> TemplateValue? {
        for variable in variables.reversed() where variable.name == name { return variable.value }
        throw failure("undefined variable: \(name)")
    }

    private mutating func assign(_ name: String, _ value: TemplateValue?) throws(TemplateError) {
        guard let index = variables.lastIndex(where: { $0.name == name }) else {
            throw failure("undefined variable: \(name)")
        }
        variables[index].value = value
    }

    // MARK: Nodes

    private mutating func walk(_ nodes: [Node], _ dot: TemplateValue?) throws(TemplateError) -> Flow {
        for node in nodes {
            let flow = try walk(node, dot)
            if flow != .normal { return flow }
        }
        return .normal
    }

    private mutating func walk(_ node: Node, _ dot: TemplateValue?) throws(TemplateError) -> Flow {
        at(node)
        switch node.kind {
        case .text(let text): output += text
        case .action(let pipeline):
            let value = try evaluate(pipeline, dot)
            if pipeline.declarations.isEmpty { output += Self.printed(value) }
        case .if(let pipeline, let body, let otherwise):
            return try branch(pipeline, body, otherwise, dot, changesDot: false)
        case .with(let pipeline, let body, let otherwise):
            return try branch(pipeline, body, otherwise, dot, changesDot: true)
        case .range(let pipeline, let body, let otherwise):
            return try loop(pipeline, body, otherwise, dot)
        case .template(let called, let pipeline): try call(called, pipeline, dot, at: node)
        case .break: return .break
        case .continue: return .continue
        default: throw failure("unknown node: \(node)")
        }
        return .normal
    }

    static func printed(_ value: TemplateValue?) -> String {
        guard let value else { return "<no value>" }
        if case .nil = value { return "<no value>" }
        return GoText.plain(value)
    }

    private mutating func branch(
        _ pipeline: Pipeline, _ body: [Node], _ otherwise: [Node]?, _ dot: TemplateValue?, changesDot: Bool
    ) throws(TemplateError) -> Flow {
        let visible = variables.count
        defer { variables.removeLast(variables.count - visible) }
        let value = try evaluate(pipeline, dot)
        if value?.isTrue ?? false { return try walk(body, changesDot ? value : dot) }
        return try walk(otherwise ?? [], dot)
    }

    private mutating func call(
        _ called: String, _ pipeline: Pipeline?, _ dot: TemplateValue?, at node: Node
    ) throws(TemplateError) {
        at(node)
        guard let body = template.definitions[called] else {
            throw failure("template \(GoQuote.double(called)) not defined")
        }
        guard depth < Self.depthLimit else {
            throw failure("exceeded maximum template depth (\(Self.depthLimit))")
        }
        var data: TemplateValue?
        if let pipeline { data = try evaluate(pipeline, dot) }
        let outer = (name, variables)
        name = called
        variables = [("$", data)]
        depth += 1
        _ = try walk(body, data)
        depth -= 1
        (name, variables) = outer
    }

    // MARK: Loops

    private mutating func loop(
        _ pipeline: Pipeline, _ body: [Node], _ otherwise: [Node]?, _ dot: TemplateValue?
    ) throws(TemplateError) -> Flow {
        let outer = variables.count
        defer { variables.removeLast(variables.count - outer) }
        let value = try evaluate(pipeline, dot)
        let inner = variables.count
        var isEmpty = true
        for (index, element) in try elements(of: value) {
            isEmpty = false
            try bind(pipeline, index, element, inner)
            let flow = try walk(body, element)
            variables.removeLast(variables.count - inner)
            if flow == .break { break }
        }
        return isEmpty ? try walk(otherwise ?? [], dot) : .normal
    }

    private mutating func bind(
        _ pipeline: Pipeline, _ index: TemplateValue, _ element: TemplateValue, _ inner: Int
    ) throws(TemplateError) {
        let names = pipeline.declarations
        if pipeline.isAssignment {
            if names.count > 1 { try assign(names[0], index) }
            if let last = names.last { try assign(last, element) }
            return
        }
        if !names.isEmpty { variables[inner - 1].value = element }
        if names.count > 1 { variables[inner - 2].value = index }
    }

    private func elements(
        of value: TemplateValue?
    ) throws(TemplateError) -> [(index: TemplateValue, element: TemplateValue)] {
        switch value {
        case nil, .nil: return []
        case .list(let list): return list.enumerated().map { (.int(Int64($0)), $1) }
        case .map(let map): return map.sortedKeys.map { (.string($0), map[$0] ?? .nil) }
        case .int(let count) where count < 1_000_000: return (0..<max(0, count)).map { (.int($0), .int($0)) }
        case .record(let record) where record.isHeader: return [(.int(0), .record(record))]
        case .some(let other): throw failure("range can't iterate over \(GoText.plain(other))")
        }
    }

    // MARK: Pipelines

    mutating func evaluate(_ pipeline: Pipeline, _ dot: TemplateValue?) throws(TemplateError) -> TemplateValue? {
        at(pipeline)
        var value: TemplateValue?
        var piped: Piped = .nothing
        for command in pipeline.commands {
            value = try evaluate(command, dot, piped)
            // What is nothing inside an interface is no value at all from here on.
            if case .nil = value { value = nil }
            piped = .value(value)
        }
        for declared in pipeline.declarations {
            if pipeline.isAssignment {
                try assign(declared, value)
            } else {
                variables.append((declared, value))
            }
        }
        return value
    }

    /// What the command before gives to this one as its last argument.
    enum Piped {
        case nothing
        case value(TemplateValue?)

        var isNothing: Bool { if case .nothing = self { true } else { false } }
    }
}
