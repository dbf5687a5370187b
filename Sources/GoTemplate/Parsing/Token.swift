/// A piece of a template's text.
struct Token: Sendable {
    enum Kind: Sendable {
        case end, failure, text, comment, leftDelimiter, rightDelimiter, space
        case bool, number, character, string, rawString, `nil`, dot, field, variable, identifier
        case assign, declare, pipe, leftParenthesis, rightParenthesis, other
        case keyword(Keyword)
    }

    enum Keyword: String, Sendable {
        case block, `break`, `continue`, define, `else`, end, `if`, range, template, with
    }

    let kind: Kind
    /// The text of the token; of a failure, what is wrong.
    let text: String
    /// The byte at which it begins.
    let position: Int
    let line: Int

    /// The token as Go's errors show it.
    var shown: String {
        switch kind {
        case .end: return "EOF"
        case .failure: return text
        case .keyword, .dot, .nil: return "<\(text)>"
        default:
            guard text.unicodeScalars.count > 10 else { return GoQuote.double(text) }
            var beginning = ""
            beginning.unicodeScalars.append(contentsOf: text.unicodeScalars.prefix(10))
            return GoQuote.double(beginning) + "..."
        }
    }

    var isSpace: Bool { if case .space = kind { true } else { false } }
    var isRightDelimiter: Bool { if case .rightDelimiter = kind { true } else { false } }
    var isField: Bool { if case .field = kind { true } else { false } }
    var isVariable: Bool { if case .variable = kind { true } else { false } }

    func isKeyword(_ keyword: Keyword) -> Bool {
        if case .keyword(let own) = kind { own == keyword } else { false }
    }
}
