/// Blocks: what belongs together by its indentation.
extension YAMLLines {
    /// The block that begins in the next line, which is indented by more than `parent`.
    mutating func block(above parent: Int, depth: Int) throws(YAMLFault) -> YAMLNode {
        guard let line = look() else { return YAMLNode(line: lines.count, .scalar("", isQuoted: false)) }
        guard depth < YAML.depthLimit else { throw YAMLFault(line: line + 1, "it is nested too deeply") }
        let column = try indent(line)
        if isEntry(line, column) { return try sequence(at: column, depth: depth) }
        if try isMember(line, column) { return try mapping(at: column, depth: depth) }
        return try scalar(from: column, above: parent, depth: depth)
    }

    private func isEntry(_ line: Int, _ column: Int) -> Bool {
        column < lines[line].count && lines[line][column] == 45
            && (column + 1 == lines[line].count || Self.isBlank(lines[line][column + 1]))
    }

    private func isMember(_ line: Int, _ column: Int) throws(YAMLFault) -> Bool {
        if lines[line][column] == 63, column + 1 == lines[line].count || Self.isBlank(lines[line][column + 1]) {
            throw YAMLFault(line: line + 1, "a key that is marked by ? is not read")
        }
        var place = column
        // What begins with a bracket is a key only in documents that nobody writes.
        if lines[line][column] == 91 || lines[line][column] == 123 { return false }
        return try key(line, &place) != nil
    }

    private mutating func sequence(at column: Int, depth: Int) throws(YAMLFault) -> YAMLNode {
        let first = at
        var items: [YAMLNode] = []
        while let line = look(), try indent(line) == column, isEntry(line, column) {
            blank(line, column)
            guard let next = look(), try indent(next) > column else {
                items.append(YAMLNode(line: line + 1, .scalar("", isQuoted: false)))
                continue
            }
            items.append(try block(above: column, depth: depth + 1))
        }
        try refuseDeeper(than: column)
        return YAMLNode(line: first + 1, .sequence(items))
    }

    private mutating func mapping(at column: Int, depth: Int) throws(YAMLFault) -> YAMLNode {
        let first = at
        var members: [YAMLMember] = []
        while let line = look(), try indent(line) == column, !isEntry(line, column) {
            var place = column
            guard let name = try key(line, &place) else { throw YAMLFault(line: line + 1, "there is no \"name:\" in it") }
            if members.contains(where: { $0.key == name }) { throw YAMLFault(line: line + 1, "\(name) is there twice") }
            members.append(YAMLMember(name, try value(line, place, column, depth)))
        }
        try refuseDeeper(than: column)
        return YAMLNode(line: first + 1, .mapping(members))
    }

    /// What stands after a key, in its line or below it.
    private mutating func value(_ line: Int, _ start: Int, _ column: Int, _ depth: Int) throws(YAMLFault) -> YAMLNode {
        var place = start
        while place < lines[line].count, Self.isBlank(lines[line][place]) { place += 1 }
        guard place == lines[line].count || lines[line][place] == 35 else { return try scalar(from: place, above: column, depth: depth) }
        advance()
        guard let next = look() else { return YAMLNode(line: line + 1, .scalar("", isQuoted: false)) }
        let indent = try indent(next)
        // The entries of a member may stand below its name.
        if indent > column || (indent == column && isEntry(next, column)) { return try block(above: column, depth: depth + 1) }
        return YAMLNode(line: line + 1, .scalar("", isQuoted: false))
    }

    private mutating func refuseDeeper(than column: Int) throws(YAMLFault) {
        guard let line = look(), try indent(line) > column else { return }
        throw YAMLFault(line: line + 1, "the line is indented otherwise than those before it")
    }

    /// A scalar or a flow collection from a place in the present line on.
    private mutating func scalar(from column: Int, above parent: Int, depth: Int) throws(YAMLFault) -> YAMLNode {
        let line = at
        switch lines[line][column] {
        case 124, 62: return try literal(from: column, above: parent)
        case 91, 123:
            var flow = YAMLFlow(lines: self, line: line, column: column)
            let node = try flow.value(depth: depth + 1)
            try end(flow.line, flow.column)
            go(to: flow.line + 1)
            return node
        default:
            var place = column
            let (text, isQuoted) = try word(line, &place, in: .block)
            try end(line, place)
            advance()
            if let next = look(), !isQuoted, try indent(next) > max(parent, 0) {
                throw YAMLFault(line: next + 1, "a text goes on in it: put the text between quotes, or write it with |")
            }
            return YAMLNode(line: line + 1, .scalar(text, isQuoted: isQuoted))
        }
    }

    /// A text of several lines, `|` or `>`.
    private mutating func literal(from column: Int, above parent: Int) throws(YAMLFault) -> YAMLNode {
        let start = at
        let folds = lines[start][column] == 62
        var (place, chomping, given) = (column + 1, UInt8(0), 0)
        while place < lines[start].count, !Self.isBlank(lines[start][place]) {
            let byte = lines[start][place]
            if byte == 43 || byte == 45, chomping == 0 {
                chomping = byte
            } else if (49...57).contains(byte), given == 0 {
                given = Int(byte - 48)
            } else {
                throw YAMLFault(line: start + 1, "something stands after the value")
            }
            place += 1
        }
        try end(start, place)
        advance()
        var own = given == 0 ? -1 : max(parent, 0) + given
        var texts: [String] = []
        while at < lines.count {
            let line = lines[at]
            let indent = line.firstIndex { $0 != 32 } ?? line.count
            if indent < line.count {
                if own < 0 { own = indent }
                if indent < own || indent <= parent { break }
            }
            texts.append(String(decoding: line.dropFirst(max(own, 0)), as: UTF8.self))
            advance()
        }
        var ends = 0
        while texts.last == "" {
            texts.removeLast()
            ends += 1
        }
        var text = folds ? Self.folded(texts) : texts.joined(separator: "\n")
        if !texts.isEmpty, chomping != 45 { text += "\n" }
        // The end of a file is no line of its own.
        if chomping == 43 { text += String(repeating: "\n", count: max(0, at == lines.count ? ends - 1 : ends)) }
        return YAMLNode(line: start + 1, .scalar(text, isQuoted: true))
    }

    /// Lines that follow each other become one; empty ones and those with more indentation stay.
    private static func folded(_ texts: [String]) -> String {
        var text = ""
        var breaks = 0
        var before = ""
        for (number, line) in texts.enumerated() {
            if line.isEmpty {
                breaks += 1
                continue
            }
            let isKept = line.hasPrefix(" ") || before.hasPrefix(" ")
            if number > breaks || !before.isEmpty {
                text += breaks == 0 ? (isKept ? "\n" : " ") : String(repeating: "\n", count: isKept ? breaks + 1 : breaks)
            } else {
                text += String(repeating: "\n", count: breaks)
            }
            text += line
            (breaks, before) = (0, line)
        }
        return text
    }
}
