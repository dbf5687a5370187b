extension Evaluation {
    mutating func evaluate(
        _ command: TemplateCommand, _ dot: TemplateValue?, _ piped: Piped
    ) throws(TemplateError) -> TemplateValue? {
        let first = command.arguments[0]
        let arguments = command.arguments.dropFirst()
        switch first.kind {
        case .field(let names):
            at(first)
            return try fields(names, of: dot, first, arguments, piped, dot)
        case .chain(let inner, let names):
            return try chain(inner, names, first, arguments, piped, dot)
        case .identifier(let name):
            at(first)
            return try callFunction(name, arguments, piped, dot) { $0.at(command) }
        case .pipeline(let pipeline):
            try refuseArguments(of: first, arguments, piped)
            return try evaluate(pipeline, dot)
        case .variable(let names):
            at(first)
            let value = try variable(names[0])
            guard names.count > 1 else {
                try refuseArguments(of: first, arguments, piped)
                return value
            }
            return try fields(Array(names.dropFirst()), of: value, first, arguments, piped, dot)
        default: break
        }
        at(first)
        try refuseArguments(of: first, arguments, piped)
        if case .nil = first.kind { throw failure("nil is not a command") }
        return try constant(first, dot)
    }

    private func refuseArguments(
        of node: Node, _ arguments: ArraySlice<Node>, _ piped: Piped
    ) throws(TemplateError) {
        guard arguments.isEmpty, piped.isNothing else {
            throw failure("can't give argument to non-function \(node)")
        }
    }

    /// The value of a node that is neither a name nor a function.
    private func constant(_ node: Node, _ dot: TemplateValue?) throws(TemplateError) -> TemplateValue? {
        switch node.kind {
        case .bool(let flag): return .bool(flag)
        case .dot: return dot
        case .nil: return nil
        case .string(let text, _): return .string(text)
        case .number(let number):
            if number.isWrittenAsDouble, let double = number.double { return .double(double) }
            if let int = number.int { return .int(int) }
            throw failure(
                number.uint != nil ? "\(number.text) overflows int" : "unexpected number \(number.text)")
        default: throw failure("can't evaluate command \(GoQuote.double(node.description))")
        }
    }

    // MARK: Arguments

    /// The value of an argument for a parameter of a certain type.
    mutating func argument(
        _ node: Node, as type: ParameterType, _ dot: TemplateValue?
    ) throws(TemplateError) -> TemplateValue? {
        at(node)
        switch node.kind {
        case .dot: return try fit(dot, type)
        case .nil:
            guard type == .any || type == .strings else { throw failure("cannot assign nil to \(type.goName)") }
            return .nil
        case .field(let names): return try fit(try fields(names, of: dot, node, [], .nothing, dot), type)
        case .variable(let names):
            var value = try variable(names[0])
            if names.count > 1 {
                value = try fields(Array(names.dropFirst()), of: value, node, [], .nothing, dot)
            }
            return try fit(value, type)
        case .pipeline(let pipeline): return try fit(try evaluate(pipeline, dot), type)
        case .identifier(let name):
            return try fit(try callFunction(name, [], .nothing, dot) { $0.at(node) }, type)
        case .chain(let inner, let names):
            return try fit(try chain(inner, names, node, [], .nothing, dot), type)
        default: break
        }
        switch (type, node.kind) {
        case (.any, _), (.string, .string), (.bool, .bool): return try constant(node, dot)
        case (.int, .number(let number)):
            if let int = number.int { return .int(int) }
            throw failure("expected integer; found \(node)")
        case (.int, _): throw failure("expected integer; found \(node)")
        case (.string, _): throw failure("expected string; found \(node)")
        case (.bool, _): throw failure("expected bool; found \(node)")
        case (.strings, _): throw failure("can't handle \(node) for arg of type []string")
        }
    }

    /// A value that came from somewhere, for a parameter: the types must agree.
    func fit(_ value: TemplateValue?, _ type: ParameterType) throws(TemplateError) -> TemplateValue? {
        guard let value else {
            if type == .any || type == .strings { return .nil }
            throw failure("invalid value; expected \(type.goName)")
        }
        if case .record(let record) = value, record.isHeader { return value }
        switch (type, value) {
        case (.any, _), (.string, .string), (.bool, .bool), (.int, .int), (.strings, .nil): return value
        case (.strings, .list(let list)) where list.allSatisfy({ $0.isString }): return value
        default: throw failure("wrong type for value; expected \(type.goName); got \(value.typeName)")
        }
    }

    // MARK: Functions

    mutating func callFunction(
        _ name: String, _ arguments: ArraySlice<Node>, _ piped: Piped, _ dot: TemplateValue?,
        locate: (inout Evaluation) -> Void
    ) throws(TemplateError) -> TemplateValue? {
        guard let function = template.functions[name] else {
            throw failure("\(GoQuote.double(name)) is not a defined function")
        }
        let given = arguments.count + (piped.isNothing ? 0 : 1)
        let wanted = function.parameters.count
        if function.isVariadic ? given < wanted - 1 : given != wanted {
            let least = function.isVariadic ? "at least \(wanted - 1)" : "\(wanted)"
            throw failure("wrong number of args for \(name): want \(least) got \(given)")
        }
        if name == "and" || name == "or" {
            return try shortCircuit(isOr: name == "or", arguments, piped, dot)
        }
        var values: [TemplateValue] = []
        for node in arguments {
            let type = function.parameters[min(values.count, wanted - 1)]
            values.append(try argument(node, as: type, dot) ?? .nil)
        }
        if case .value(let last) = piped {
            values.append(try fit(last, function.parameters[min(values.count, wanted - 1)]) ?? .nil)
        }
        do throws(TemplateFailure) {
            return try function.call(values)
        } catch {
            locate(&self)
            throw failure("error calling \(name): \(error.reason)")
        }
    }

    /// `and` and `or` look at no argument after the one that decides.
    private mutating func shortCircuit(
        isOr: Bool, _ arguments: ArraySlice<Node>, _ piped: Piped, _ dot: TemplateValue?
    ) throws(TemplateError) -> TemplateValue? {
        var value: TemplateValue?
        for node in arguments {
            value = try argument(node, as: .any, dot)
            if (value?.isTrue ?? false) == isOr { return value }
        }
        if case .value(let last) = piped { value = last }
        return value
    }
}
