/// Breaking of texts into lines.
enum Paragraph {
    /// The lines of a text, broken at blanks where longer than the width; its own line breaks stay.
    static func lines(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var current = ""
            var length = 0
            for word in line.split(separator: " ") {
                let wordLength = word.unicodeScalars.count
                if length > 0, length + 1 + wordLength > width {
                    lines.append(current)
                    current = ""
                    length = 0
                }
                if length > 0 {
                    current += " "
                    length += 1
                }
                current += word
                length += wordLength
            }
            lines.append(current)
        }
        return lines
    }

    /// A text after a label, in a column of its own: the first line beside the label where it fits.
    static func hanging(_ label: String, _ text: String, column: Int, width: Int) -> String {
        let lines = Self.lines(text, width: max(24, width - column))
        let indent = String(repeating: " ", count: column)
        var result = label
        var rest = lines[...]
        let length = label.unicodeScalars.count
        if length + 2 <= column, let first = rest.popFirst(), !first.isEmpty {
            result += String(repeating: " ", count: column - length) + first
        }
        for line in rest { result += line.isEmpty ? "\n" : "\n" + indent + line }
        return result + "\n"
    }
}
