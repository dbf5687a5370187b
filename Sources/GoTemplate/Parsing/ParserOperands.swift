extension Parser {
    /// Commands joined by `|`, with the variables they are given to.
    mutating func pipeline(_ context: String, endsWithParenthesis: Bool) throws(TemplateError) -> Pipeline {
        let position = peekNonSpace().position
        var declarations: [String] = []
        var isAssignment = false
        while peekNonSpace().isVariable {
            let saved = mark
            let variable = next()
            let following = peekNonSpace()
            switch following.kind {
            case .assign, .declare:
                if case .assign = following.kind { isAssignment = true }
                _ = nextNonSpace()
                declarations.append(variable.text)
                variables.append(variable.text)
            case .other where following.text == ",":
                _ = nextNonSpace()
                declarations.append(variable.text)
                variables.append(variable.text)
                guard context == "range", declarations.count < 2 else {
                    throw failure("too many declarations in \(context)")
                }
                switch peekNonSpace().kind {
                case .variable, .rightDelimiter, .rightParenthesis: continue
                default: throw failure("range can only initialize variables")
                }
            default: rewind(to: saved)
            }
            break
        }
        var commands: [TemplateCommand] = []
        while true {
            let token = nextNonSpace()
            switch token.kind {
            case .rightDelimiter where !endsWithParenthesis, .rightParenthesis where endsWithParenthesis:
                try check(commands, context)
                return Pipeline(
                    declarations: declarations, isAssignment: isAssignment, commands: commands, at: position)
            case .bool, .character, .dot, .field, .identifier, .number, .nil, .rawString, .string, .variable,
                .leftParenthesis:
                backup()
                commands.append(try command())
            default: throw unexpected(token, context)
            }
        }
    }

    private func check(_ commands: [TemplateCommand], _ context: String) throws(TemplateError) {
        guard !commands.isEmpty else { throw failure("missing value for \(context)") }
        for (index, command) in commands.enumerated().dropFirst() where command.arguments[0].isConstant {
            throw failure("non executable command in pipeline stage \(index + 1)")
        }
    }

    private mutating func command() throws(TemplateError) -> TemplateCommand {
        let position = peekNonSpace().position
        var arguments: [Node] = []
        while true {
            _ = peekNonSpace()
            if let operand = try operand() { arguments.append(operand) }
            let token = next()
            switch token.kind {
            case .space: continue
            case .rightDelimiter, .rightParenthesis: backup()
            case .pipe: break
            default: throw unexpected(token, "operand")
            }
            guard !arguments.isEmpty else { throw failure("empty command") }
            return TemplateCommand(arguments, at: position)
        }
    }

    /// A term with the fields that follow it.
    private mutating func operand() throws(TemplateError) -> Node? {
        guard let term = try term() else { return nil }
        guard peek().isField else { return term }
        // As in Go, the place of the first added field is that of the whole.
        let position = peek().position
        var names: [String] = []
        while peek().isField { names.append(String(next().text.dropFirst())) }
        switch term.kind {
        case .field(let own): return Node(.field(own + names), at: position)
        case .variable(let own): return Node(.variable(own + names), at: position)
        case .bool, .string, .number, .nil, .dot:
            throw failure("unexpected . after term \(GoQuote.double(term.description))")
        default: return Node(.chain(term, names), at: position)
        }
    }

    private mutating func term() throws(TemplateError) -> Node? {
        let token = nextNonSpace()
        let position = token.position
        switch token.kind {
        case .identifier:
            guard functions[token.text] != nil else {
                throw failure("function \(GoQuote.double(token.text)) not defined")
            }
            return Node(.identifier(token.text), at: position)
        case .dot: return Node(.dot, at: position)
        case .nil: return Node(.nil, at: position)
        case .variable:
            guard variables.contains(token.text) else {
                throw failure("undefined variable \(GoQuote.double(token.text))")
            }
            return Node(.variable([token.text]), at: position)
        case .field: return Node(.field([String(token.text.dropFirst())]), at: position)
        case .bool: return Node(.bool(token.text == "true"), at: position)
        case .number:
            guard let number = GoLiteral.number(token.text) else {
                let isWhole = token.text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
                let reason = isWhole ? "integer overflow" : "illegal number syntax"
                throw failure("\(reason): \(GoQuote.double(token.text))")
            }
            return Node(.number(number), at: position)
        case .character:
            guard let value = GoLiteral.character(token.text) else {
                throw failure("malformed character constant: \(token.text)")
            }
            var number = GoLiteral.Number(text: token.text)
            number.int = value
            return Node(.number(number), at: position)
        case .string, .rawString:
            guard let text = GoLiteral.string(token.text) else { throw failure("invalid syntax") }
            return Node(.string(text, quoted: token.text), at: position)
        case .leftParenthesis:
            let inner = try nested { (parser) throws(TemplateError) in
                try parser.pipeline("parenthesized pipeline", endsWithParenthesis: true)
            }
            return Node(.pipeline(inner), at: inner.position)
        default:
            backup()
            return nil
        }
    }
}
