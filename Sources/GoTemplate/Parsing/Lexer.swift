/// Cuts a template's text into tokens, by the rules of Go's text/template/parse.
struct Lexer {
    private let bytes: [UInt8]
    private var position = 0
    private var start = 0
    private var startLine = 1
    private var line = 1
    private var parentheses = 0
    private var tokens: [Token] = []

    private init(_ text: String) { bytes = Array(text.utf8) }

    /// All tokens; the last is the end or a failure.
    static func tokens(of text: String) -> [Token] {
        var lexer = Lexer(text)
        while lexer.readText() {}
        return lexer.tokens
    }

    // MARK: Text

    /// Reads up to and through the next action; false at the end or after a failure.
    private mutating func readText() -> Bool {
        guard let open = find("{{", from: position) else {
            position = bytes.count
            if position > start { emit(.text) }
            emit(.end)
            return false
        }
        let trimsBefore = hasTrimMarker(after: open + 2)
        position = open
        if trimsBefore { while position > start, Self.isSpace(bytes[position - 1]) { position -= 1 } }
        if position > start { emit(.text) }
        position = open
        ignore()
        let inside = open + 2 + (trimsBefore ? 2 : 0)
        if starts("/*", at: inside) { return readComment(from: inside) }
        position = open + 2
        emit(.leftDelimiter)
        position = inside
        ignore()
        parentheses = 0
        return readAction()
    }

    private func hasTrimMarker(after index: Int) -> Bool {
        index + 1 < bytes.count && bytes[index] == UInt8(ascii: "-") && Self.isSpace(bytes[index + 1])
    }

    private mutating func readComment(from index: Int) -> Bool {
        guard let close = find("*/", from: index + 2) else { return fail("unclosed comment") }
        position = close + 2
        guard let (length, trims) = rightDelimiter() else {
            return fail("comment ends before closing delimiter")
        }
        position += length
        if trims { skipSpaces() }
        ignore()
        return true
    }

    /// The length of a closing delimiter at the position, and whether it trims the text that follows.
    private func rightDelimiter() -> (length: Int, trims: Bool)? {
        if position + 1 < bytes.count, Self.isSpace(bytes[position]), bytes[position + 1] == UInt8(ascii: "-"),
            starts("}}", at: position + 2)
        {
            return (4, true)
        }
        return starts("}}", at: position) ? (2, false) : nil
    }

    private mutating func skipSpaces() {
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
    }

    // MARK: Inside an action

    private mutating func readAction() -> Bool {
        while true {
            if let (length, trims) = rightDelimiter() {
                guard parentheses == 0 else { return fail("unclosed left paren") }
                if trims {
                    position += 2
                    ignore()
                }
                position += length - (trims ? 2 : 0)
                emit(.rightDelimiter)
                if trims {
                    skipSpaces()
                    ignore()
                }
                return true
            }
            guard position < bytes.count else { return fail("unclosed action") }
            guard readToken(bytes[position]) else { return false }
        }
    }

    private mutating func readToken(_ byte: UInt8) -> Bool {
        switch byte {
        case _ where Self.isSpace(byte): return readSpaces()
        case UInt8(ascii: "="): return take(1, .assign)
        case UInt8(ascii: ":"):
            guard starts(":=", at: position) else { return fail("expected :=") }
            return take(2, .declare)
        case UInt8(ascii: "|"): return take(1, .pipe)
        case UInt8(ascii: "\""): return readQuoted(byte, .string, "unterminated quoted string")
        case UInt8(ascii: "'"): return readQuoted(byte, .character, "unterminated character constant")
        case UInt8(ascii: "`"): return readRaw()
        case UInt8(ascii: "$"): return readFieldOrVariable(.variable)
        case UInt8(ascii: "("):
            parentheses += 1
            return take(1, .leftParenthesis)
        case UInt8(ascii: ")"):
            parentheses -= 1
            guard parentheses >= 0 else { return fail("unexpected right paren") }
            return take(1, .rightParenthesis)
        case UInt8(ascii: "."):
            let next = position + 1 < bytes.count ? bytes[position + 1] : UInt8(ascii: "0")
            return next < 0x30 || next > 0x39 ? readFieldOrVariable(.field) : readNumber()
        case UInt8(ascii: "+"), UInt8(ascii: "-"), 0x30...0x39: return readNumber()
        case _ where Self.isWord(byte): return readIdentifier()
        case 0x21...0x7e: return take(1, .other)
        default: return fail("unrecognized character in action: \(shownScalar())")
        }
    }

    private mutating func readSpaces() -> Bool {
        while position < bytes.count, Self.isSpace(bytes[position]) {
            // The blank of a trimming delimiter belongs to it.
            if rightDelimiter() != nil { break }
            position += 1
        }
        if position > start { emit(.space) }
        return true
    }

    private mutating func readQuoted(_ quote: UInt8, _ kind: Token.Kind, _ failure: String) -> Bool {
        position += 1
        while position < bytes.count, bytes[position] != quote {
            if bytes[position] == UInt8(ascii: "\\") { position += 1 }
            guard position < bytes.count, bytes[position] != UInt8(ascii: "\n") else { return fail(failure) }
            position += 1
        }
        guard position < bytes.count else { return fail(failure) }
        return take(1, kind)
    }

    private mutating func readRaw() -> Bool {
        guard let close = find("`", from: position + 1) else { return fail("unterminated raw quoted string") }
        position = close
        return take(1, .rawString)
    }

    private mutating func readFieldOrVariable(_ kind: Token.Kind) -> Bool {
        position += 1
        if atTerminator() {
            if case .field = kind { return take(0, .dot) }
            return take(0, kind)
        }
        while position < bytes.count, Self.isWord(bytes[position]) { position += 1 }
        guard atTerminator() else { return fail("bad character \(shownScalar())") }
        return take(0, kind)
    }

    private mutating func readIdentifier() -> Bool {
        while position < bytes.count, Self.isWord(bytes[position]) { position += 1 }
        guard atTerminator() else { return fail("bad character \(shownScalar())") }
        let word = String(decoding: bytes[start..<position], as: UTF8.self)
        if let keyword = Token.Keyword(rawValue: word) { return take(0, .keyword(keyword)) }
        switch word {
        case "true", "false": return take(0, .bool)
        case "nil": return take(0, .nil)
        default: return take(0, .identifier)
        }
    }

    private mutating func readNumber() -> Bool {
        scanNumber()
        // A sign would begin the imaginary part of a complex number, which templates here have no use for.
        let isComplex = position < bytes.count && Self.isSign(bytes[position])
        if isComplex { scanNumber() }
        if isComplex || (position < bytes.count && Self.isWord(bytes[position])) {
            if position < bytes.count, Self.isWord(bytes[position]) { position += 1 }
            let text = String(decoding: bytes[start..<position], as: UTF8.self)
            return fail("bad number syntax: \(GoQuote.double(text))")
        }
        return take(0, .number)
    }

    private mutating func scanNumber() {
        if Self.isSign(bytes[position]) { position += 1 }
        var digits = Array("0123456789_".utf8)
        var exponents = Array("eE".utf8)
        if position + 1 < bytes.count, bytes[position] == UInt8(ascii: "0") {
            switch bytes[position + 1] | 0x20 {
            case UInt8(ascii: "x"):
                digits = Array("0123456789abcdefABCDEF_".utf8)
                exponents = Array("pP".utf8)
                position += 2
            case UInt8(ascii: "o"):
                digits = Array("01234567_".utf8)
                position += 2
            case UInt8(ascii: "b"):
                digits = Array("01_".utf8)
                position += 2
            default: break
            }
        }
        accept(digits)
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            accept(digits)
        }
        if position < bytes.count, exponents.contains(bytes[position]) {
            position += 1
            if position < bytes.count, Self.isSign(bytes[position]) { position += 1 }
            accept(Array("0123456789_".utf8))
        }
    }

    private static func isSign(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") }

    private mutating func accept(_ set: [UInt8]) {
        while position < bytes.count, set.contains(bytes[position]) { position += 1 }
    }

    // MARK: Tokens

    private mutating func take(_ count: Int, _ kind: Token.Kind) -> Bool {
        position += count
        emit(kind)
        return true
    }

    private mutating func emit(_ kind: Token.Kind) {
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        tokens.append(Token(kind: kind, text: text, position: start, line: startLine))
        ignore()
    }

    /// Begins the next token at the position.
    private mutating func ignore() {
        for byte in bytes[start..<max(start, position)] where byte == UInt8(ascii: "\n") { line += 1 }
        start = position
        startLine = line
    }

    private mutating func fail(_ reason: String) -> Bool {
        tokens.append(Token(kind: .failure, text: reason, position: start, line: startLine))
        return false
    }

    /// Whether a word may end here.
    private func atTerminator() -> Bool {
        guard position < bytes.count else { return true }
        if Self.isSpace(bytes[position]) { return true }
        return Array(".,|:)(".utf8).contains(bytes[position]) || starts("}}", at: position)
    }

    private func starts(_ text: StaticString, at index: Int) -> Bool {
        var index = index
        for byte in "\(text)".utf8 {
            guard index < bytes.count, bytes[index] == byte else { return false }
            index += 1
        }
        return true
    }

    private func find(_ text: StaticString, from index: Int) -> Int? {
        var index = index
        while index < bytes.count {
            if starts(text, at: index) { return index }
            index += 1
        }
        return nil
    }

    private func shownScalar() -> String {
        guard let scalar = String(decoding: bytes[position...].prefix(4), as: UTF8.self).unicodeScalars.first else {
            return "EOF"
        }
        return GoQuote.codePoint(scalar)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d }

    /// Letters, digits and underscores; every letter beyond ASCII counts.
    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f, 0x80...0xff: true
        default: false
        }
    }
}
