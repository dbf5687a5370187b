extension Evaluation {
    /// `.A.B.C` from a value; arguments go to the last.
    mutating func fields(
        _ names: [String], of receiver: TemplateValue?, _ node: Node, _ arguments: ArraySlice<Node>, _ piped: Piped,
        _ dot: TemplateValue?
    ) throws(TemplateError) -> TemplateValue? {
        var value = receiver
        for name in names.dropLast() { value = try field(name, of: value, node, [], .nothing, dot) }
        guard let last = names.last else { return value }
        return try field(last, of: value, node, arguments, piped, dot)
    }

    /// `(pipeline).A.B`
    mutating func chain(
        _ inner: Node, _ names: [String], _ node: Node, _ arguments: ArraySlice<Node>, _ piped: Piped,
        _ dot: TemplateValue?
    ) throws(TemplateError) -> TemplateValue? {
        at(node)
        let value: TemplateValue?
        switch inner.kind {
        case .nil: throw failure("indirection through explicit nil in \(node)")
        // What is no value stays so; an argument would make it a nil of a type.
        case .pipeline(let pipeline): value = try evaluate(pipeline, dot)
        default: value = try argument(inner, as: .any, dot)
        }
        return try fields(names, of: value, node, arguments, piped, dot)
    }

    private mutating func field(
        _ name: String, of receiver: TemplateValue?, _ node: Node, _ arguments: ArraySlice<Node>, _ piped: Piped,
        _ dot: TemplateValue?
    ) throws(TemplateError) -> TemplateValue? {
        guard let receiver else {
            guard template.missingKey == .error else { return nil }
            throw failure("nil data; no entry for key \(GoQuote.double(name))")
        }
        let hasArguments = !arguments.isEmpty || !piped.isNothing
        switch receiver {
        case .nil: throw failure("nil pointer evaluating interface {}.\(name)")
        case .map(let map):
            guard !hasArguments else { throw failure("\(name) is not a method but has arguments") }
            if let value = map[name] { return value }
            if let typeName = map.typeName { throw failure("can't evaluate field \(name) in type \(typeName)") }
            guard template.missingKey == .error else { return nil }
            throw failure("map has no entry for key \(GoQuote.double(name))")
        case .record(let record):
            if let anyField = record.anyField { return anyField(name) }
            guard let field = record.field(name) else { break }
            if case .method(let call) = field.content {
                var values: [TemplateValue] = []
                for argument in arguments { values.append(try self.argument(argument, as: .any, dot) ?? .nil) }
                if case .value(let last) = piped { values.append(last ?? .nil) }
                do throws(TemplateFailure) {
                    return try call(values)
                } catch {
                    at(node)
                    throw failure("error calling \(name): \(error.reason)")
                }
            }
            guard !hasArguments else {
                throw failure("\(name) has arguments but cannot be invoked as function")
            }
            switch field.content {
            case .value(let value): return value
            case .computed(let make): return make()
            case .method: break
            }
        default: break
        }
        throw failure("can't evaluate field \(name) in type \(receiver.typeName)")
    }
}
