/// Makes nodes of tokens, by the grammar and in the error words of Go's text/template/parse.
struct Parser {
    /// How deep lists and parentheses may lie in each other: a template from outside must not exhaust the stack.
    static let depthLimit = 250

    let name: String
    let functions: FunctionTable
    private let tokens: [Token]
    private var index = 0
    var variables = ["$"]
    var rangeDepth = 0
    private(set) var actionLine = 0
    private var depth = 0
    /// The templates that `define` and `block` have named.
    var definitions: [String: [Node]] = [:]

    init(_ text: String, name: String, functions: FunctionTable) {
        self.name = name
        self.functions = functions
        tokens = Lexer.tokens(of: text)
    }

    // MARK: Tokens

    mutating func next() -> Token {
        let token = tokens[min(index, tokens.count - 1)]
        index += 1
        return token
    }

    func peek() -> Token { tokens[min(index, tokens.count - 1)] }

    mutating func backup() { index -= 1 }

    mutating func nextNonSpace() -> Token {
        while peek().isSpace { index += 1 }
        return next()
    }

    mutating func peekNonSpace() -> Token {
        while peek().isSpace { index += 1 }
        return peek()
    }

    mutating func nested<Result>(
        _ body: (inout Parser) throws(TemplateError) -> Result
    ) throws(TemplateError) -> Result {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { throw failure("nested more than \(Self.depthLimit) levels deep") }
        return try body(&self)
    }

    /// Goes back to before a token that `peek` or `next` has seen.
    mutating func rewind(to saved: Int) { index = saved }
    var mark: Int { index }

    // MARK: Failures

    func failure(_ reason: String) -> TemplateError {
        let line = tokens[max(0, min(index, tokens.count) - 1)].line
        return TemplateError("template: \(name):\(line): \(reason)")
    }

    func unexpected(_ token: Token, _ context: String) -> TemplateError {
        guard case .failure = token.kind else { return failure("unexpected \(token.shown) in \(context)") }
        var extra = ""
        if actionLine != 0, actionLine != token.line {
            extra = " in action started at \(name):\(actionLine)"
            if token.text.hasSuffix(" action") { extra = " started at \(name):\(actionLine)" }
        }
        return failure(token.text + extra)
    }

    mutating func expectRightDelimiter(_ context: String) throws(TemplateError) -> Token {
        let token = nextNonSpace()
        guard token.isRightDelimiter else { throw unexpected(token, context) }
        return token
    }

    // MARK: Lists

    /// The whole template.
    mutating func parse() throws(TemplateError) -> [Node] {
        var nodes: [Node] = []
        while true {
            if case .end = peek().kind { return nodes }
            if case .leftDelimiter = peek().kind {
                let saved = mark
                _ = next()
                let keyword = nextNonSpace()
                if keyword.isKeyword(.define) {
                    try definition()
                    continue
                }
                rewind(to: saved)
            }
            let node = try textOrAction()
            switch node.kind {
            case .end, .else: throw failure("unexpected \(node)")
            default: nodes.append(node)
            }
        }
    }

    /// The nodes up to `{{end}}` or `{{else}}`, and which of the two it was.
    mutating func list() throws(TemplateError) -> (nodes: [Node], end: Node) {
        try nested { (parser) throws(TemplateError) in
            var nodes: [Node] = []
            while true {
                if case .end = parser.peekNonSpace().kind { break }
                let node = try parser.textOrAction()
                switch node.kind {
                case .end, .else: return (nodes, node)
                default: nodes.append(node)
                }
            }
            _ = parser.next()
            throw parser.failure("unexpected EOF")
        }
    }

    private mutating func textOrAction() throws(TemplateError) -> Node {
        let token = nextNonSpace()
        switch token.kind {
        case .text: return Node(.text(token.text), at: token.position)
        case .leftDelimiter:
            actionLine = token.line
            defer { actionLine = 0 }
            return try action()
        default: throw unexpected(token, "input")
        }
    }

    private mutating func action() throws(TemplateError) -> Node {
        let token = nextNonSpace()
        if case .keyword(let keyword) = token.kind {
            switch keyword {
            case .block: return try block()
            case .break, .continue: return try jump(keyword, at: token.position)
            case .define: throw unexpected(token, "command")
            case .else: return try elseMark()
            case .end: return Node(.end, at: try expectRightDelimiter("end").position)
            case .if, .range, .with: return try control(keyword, at: token.position)
            case .template: return try templateCall()
            }
        }
        backup()
        let position = peek().position
        return Node(.action(try pipeline("command", endsWithParenthesis: false)), at: position)
    }
}
