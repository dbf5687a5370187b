/// Splits the arguments of a build instruction into words: quotes and backslashes as the Dockerfile's parser takes them.
enum InstructionWords {
    static func split(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var isOpen = false
        var quote: Character?
        var isEscaped = false
        for character in text {
            if isEscaped {
                // Inside double quotes a backslash only escapes what has a meaning there.
                if quote == "\"", character != "\"", character != "\\", character != "$" { word.append("\\") }
                word.append(character)
                isEscaped = false
            } else if character == "\\", quote != "'" {
                isEscaped = true
                isOpen = true
            } else if let open = quote {
                if character == open { quote = nil } else { word.append(character) }
            } else if character == "\"" || character == "'" {
                quote = character
                isOpen = true
            } else if character == " " || character == "\t" {
                if isOpen { words.append(word) }
                word = ""
                isOpen = false
            } else {
                word.append(character)
                isOpen = true
            }
        }
        if isOpen { words.append(word) }
        return words
    }

    /// `key=value` pairs, or the old form of one key and the rest.
    static func pairs(_ text: String) -> [(String, String)]? {
        let words = split(text)
        guard let first = words.first else { return nil }
        if !first.contains("=") {
            guard words.count > 1, let space = text.firstIndex(where: { $0 == " " || $0 == "\t" }) else { return nil }
            let value = text[space...].drop { $0 == " " || $0 == "\t" }
            return [(first, String(value))]
        }
        var pairs: [(String, String)] = []
        for word in words {
            guard let equals = word.firstIndex(of: "="), equals != word.startIndex else { return nil }
            pairs.append((String(word[..<equals]), String(word[word.index(after: equals)...])))
        }
        return pairs
    }
}
