extension Parser {
    /// `if`, `range` and `with`, through their `{{end}}`.
    mutating func control(_ keyword: Token.Keyword, at position: Int) throws(TemplateError) -> Node {
        let visible = variables.count
        defer { variables.removeLast(variables.count - visible) }
        let context = keyword.rawValue
        let pipeline = try pipeline(context, endsWithParenthesis: false)
        if keyword == .range { rangeDepth += 1 }
        let (body, next) = try list()
        if keyword == .range { rangeDepth -= 1 }
        var otherwise: [Node]?
        if case .else = next.kind {
            let follower = peek()
            if keyword != .range, follower.isKeyword(keyword) {
                _ = self.next()
                // One `{{end}}` closes the whole chain.
                otherwise = [
                    try nested { (parser) throws(TemplateError) in
                        try parser.control(keyword, at: follower.position)
                    }
                ]
            } else {
                let (rest, end) = try list()
                guard case .end = end.kind else { throw failure("expected end; found \(end)") }
                otherwise = rest
            }
        }
        let kind: Node.Kind =
            switch keyword {
            case .if: .if(pipeline, body, otherwise: otherwise)
            case .range: .range(pipeline, body, otherwise: otherwise)
            default: .with(pipeline, body, otherwise: otherwise)
            }
        return Node(kind, at: position)
    }

    mutating func elseMark() throws(TemplateError) -> Node {
        let follower = peekNonSpace()
        if follower.isKeyword(.if) || follower.isKeyword(.with) { return Node(.else, at: follower.position) }
        return Node(.else, at: try expectRightDelimiter("else").position)
    }

    mutating func jump(_ keyword: Token.Keyword, at position: Int) throws(TemplateError) -> Node {
        let token = nextNonSpace()
        guard token.isRightDelimiter else { throw unexpected(token, "{{\(keyword.rawValue)}}") }
        guard rangeDepth > 0 else { throw failure("{{\(keyword.rawValue)}} outside {{range}}") }
        return Node(keyword == .break ? .break : .continue, at: position)
    }

    /// `{{template "name" pipeline}}`
    mutating func templateCall() throws(TemplateError) -> Node {
        let context = "template clause"
        let token = nextNonSpace()
        let called = try templateName(token, context)
        guard !peekNonSpace().isRightDelimiter else {
            _ = next()
            return Node(.template(called, nil), at: token.position)
        }
        return Node(.template(called, try pipeline(context, endsWithParenthesis: false)), at: token.position)
    }

    /// `{{block "name" pipeline}}…{{end}}` defines a template and carries it out.
    mutating func block() throws(TemplateError) -> Node {
        let context = "block clause"
        let token = nextNonSpace()
        let defined = try templateName(token, context)
        let pipeline = try pipeline(context, endsWithParenthesis: false)
        let (body, end) = try separately { (parser) throws(TemplateError) in try parser.list() }
        guard case .end = end.kind else { throw failure("unexpected \(end) in \(context)") }
        define(defined, body)
        return Node(.template(defined, pipeline), at: token.position)
    }

    mutating func definition() throws(TemplateError) {
        let context = "define clause"
        let defined = try templateName(nextNonSpace(), context)
        _ = try expectRightDelimiter(context)
        let (body, end) = try separately { (parser) throws(TemplateError) in try parser.list() }
        guard case .end = end.kind else { throw failure("unexpected \(end) in \(context)") }
        define(defined, body)
    }

    /// A definition without content does not replace one that has some.
    private mutating func define(_ name: String, _ body: [Node]) {
        let isEmpty = body.allSatisfy { node in
            if case .text(let text) = node.kind { return text.utf8.allSatisfy { $0 <= 0x20 } }
            return false
        }
        if definitions[name] == nil || !isEmpty { definitions[name] = body }
    }

    /// The variables and loops around a definition are unknown in it.
    private mutating func separately<Result>(
        _ body: (inout Parser) throws(TemplateError) -> Result
    ) throws(TemplateError) -> Result {
        let (outerVariables, outerDepth) = (variables, rangeDepth)
        variables = ["$"]
        rangeDepth = 0
        defer {
            variables = outerVariables
            rangeDepth = outerDepth
        }
        return try body(&self)
    }

    private func templateName(_ token: Token, _ context: String) throws(TemplateError) -> String {
        switch token.kind {
        case .string, .rawString:
            guard let text = GoLiteral.string(token.text) else { throw failure("invalid syntax") }
            return text
        default: throw unexpected(token, context)
        }
    }
}
