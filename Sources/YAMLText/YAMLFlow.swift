/// Collections between brackets, which may go over several lines.
struct YAMLFlow {
    let lines: YAMLLines
    private(set) var line: Int
    private(set) var column: Int

    init(lines: YAMLLines, line: Int, column: Int) {
        self.lines = lines
        self.line = line
        self.column = column
    }

    mutating func value(depth: Int) throws(YAMLFault) -> YAMLNode {
        let first = line + 1
        guard depth < YAML.depthLimit else { throw YAMLFault(line: first, "it is nested too deeply") }
        switch try peek() {
        case 91: return YAMLNode(line: first, .sequence(try sequence(depth)))
        case 123: return YAMLNode(line: first, .mapping(try mapping(depth)))
        case 44, 93, 125, 58: return YAMLNode(line: first, .scalar("", isQuoted: false))
        default:
            let (text, isQuoted) = try lines.word(line, &column, in: .flow)
            return YAMLNode(line: first, .scalar(text, isQuoted: isQuoted))
        }
    }

    /// The next byte of content, which may be in a later line.
    private mutating func peek() throws(YAMLFault) -> UInt8 {
        while line < lines.lines.count {
            let bytes = lines.lines[line]
            while column < bytes.count, YAMLLines.isBlank(bytes[column]) { column += 1 }
            if column < bytes.count, !(bytes[column] == 35 && (column == 0 || YAMLLines.isBlank(bytes[column - 1]))) {
                return bytes[column]
            }
            line += 1
            column = 0
        }
        throw YAMLFault(line: lines.lines.count, "a bracket does not end")
    }

    private mutating func sequence(_ depth: Int) throws(YAMLFault) -> [YAMLNode] {
        column += 1
        var items: [YAMLNode] = []
        while try peek() != 93 {
            items.append(try value(depth: depth + 1))
            if try peek() == 58 { throw YAMLFault(line: line + 1, "a mapping within [ ] stands between { and }") }
            try separate(before: 93)
        }
        column += 1
        return items
    }

    private mutating func mapping(_ depth: Int) throws(YAMLFault) -> [YAMLMember] {
        column += 1
        var members: [YAMLMember] = []
        while try peek() != 125 {
            let start = try value(depth: depth + 1)
            guard case .scalar(let name, let isQuoted) = start.content, isQuoted || !name.isEmpty else {
                throw YAMLFault(line: line + 1, "a key that is no text is not read")
            }
            if members.contains(where: { $0.key == name }) { throw YAMLFault(line: line + 1, "\(name) is there twice") }
            var node = YAMLNode(line: start.line, .scalar("", isQuoted: false))
            if try peek() == 58 {
                column += 1
                _ = try peek()
                node = try value(depth: depth + 1)
            }
            members.append(YAMLMember(name, node))
            try separate(before: 125)
        }
        column += 1
        return members
    }

    private mutating func separate(before end: UInt8) throws(YAMLFault) {
        let next = try peek()
        if next == 44 {
            column += 1
            if try peek() == 44 { throw YAMLFault(line: line + 1, "nothing stands between two commas") }
        } else if next != end {
            throw YAMLFault(line: line + 1, "a comma is missing")
        }
    }
}
