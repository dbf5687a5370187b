/// The YAML that `registries.d` is written in: mappings in mappings, and texts. Anything else of YAML is refused by line.
enum NestedSettings {
    struct Fault: Error, Hashable {
        let line: Int
        let what: String
    }

    struct Member: Hashable {
        let key: String
        var text = ""
        var members: [Member] = []
    }

    private struct Line {
        let number: Int
        let indent: Int
        let key: String
        /// Empty where a mapping follows.
        let text: String
    }

    static func parse(_ bytes: [UInt8]) throws(Fault) -> [Member] {
        var lines: [Line] = []
        for (index, raw) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
            if let line = try line(String(decoding: raw, as: UTF8.self), index + 1) { lines.append(line) }
        }
        var at = 0
        let members = try mapping(lines, &at, indent: lines.first?.indent ?? 0, depth: 0)
        if at < lines.count { throw Fault(line: lines[at].number, what: "the line is indented otherwise than those before it") }
        return members
    }

    private static func mapping(_ lines: [Line], _ at: inout Int, indent: Int, depth: Int) throws(Fault) -> [Member] {
        guard depth < 8 else { throw Fault(line: lines[at].number, what: "it is nested too deeply") }
        var members: [Member] = []
        while at < lines.count, lines[at].indent == indent {
            let line = lines[at]
            if members.contains(where: { $0.key == line.key }) { throw Fault(line: line.number, what: "\(line.key) is there twice") }
            at += 1
            var member = Member(key: line.key, text: line.text)
            if at < lines.count, lines[at].indent > indent {
                if !line.text.isEmpty { throw Fault(line: lines[at].number, what: "something is below a text") }
                member.members = try mapping(lines, &at, indent: lines[at].indent, depth: depth + 1)
            }
            members.append(member)
        }
        return members
    }

    private static func line(_ whole: String, _ number: Int) throws(Fault) -> Line? {
        var text = whole[...]
        let indent = text.prefix { $0 == " " }.count
        text = text.dropFirst(indent)
        while let last = text.last, last.isWhitespace { text = text.dropLast() }
        if text.isEmpty || text.hasPrefix("#") || text == "---" { return nil }
        if text.hasPrefix("\t") { throw Fault(line: number, what: "a tab indents it, which YAML does not allow") }
        let key = try word(&text, number, endsAtColon: true)
        guard text.hasPrefix(":"), !key.isEmpty else { throw Fault(line: number, what: "there is no \"name:\" in it") }
        text = text.dropFirst().drop { $0 == " " }
        let value = try word(&text, number, endsAtColon: false)
        text = text.drop { $0 == " " }
        if !text.isEmpty, !text.hasPrefix("#") { throw Fault(line: number, what: "something stands after the text") }
        return Line(number: number, indent: indent, key: key, text: value)
    }

    /// A quoted or plain text.
    private static func word(_ text: inout Substring, _ number: Int, endsAtColon: Bool) throws(Fault) -> String {
        guard let first = text.first else { return "" }
        if first == "\"" || first == "'" {
            guard let end = text.dropFirst().firstIndex(of: first) else { throw Fault(line: number, what: "a quote does not end") }
            let word = text[text.index(after: text.startIndex)..<end]
            if first == "\"", word.contains("\\") { throw Fault(line: number, what: "an escape in a text is not supported") }
            text = text[text.index(after: end)...]
            return String(word)
        }
        if "[{&*!|>%@`-".contains(first) { throw Fault(line: number, what: "only names and texts are understood here, not \(first)") }
        var end = text.startIndex
        var before: Character = " "
        while end < text.endIndex {
            let next = text.index(after: end)
            // A colon ends a name where a blank or the end of the line follows, as in "host:5000:".
            if endsAtColon, text[end] == ":", next == text.endIndex || text[next] == " " { break }
            if text[end] == "#", before == " " { break }
            before = text[end]
            end = next
        }
        var word = text[..<end]
        text = text[end...]
        while word.last == " " { word = word.dropLast() }
        return String(word)
    }
}
