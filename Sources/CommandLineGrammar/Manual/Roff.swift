/// Texts for the man macros (groff_man(7)).
enum Roff {
    /// A text that shows as it is: no request, escape or typographic replacement is left in it.
    static func escaped(_ text: String) -> String {
        var result = ""
        var isLineStart = true
        for scalar in text.unicodeScalars {
            if isLineStart, scalar == "." || scalar == "'" { result += "\\&" }
            switch scalar {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "'": result += "\\(aq"
            case "`": result += "\\(ga"
            case "^": result += "\\(ha"
            case "~": result += "\\(ti"
            case "\"": result += "\\(dq"
            default: result.unicodeScalars.append(scalar)
            }
            isLineStart = scalar == "\n"
        }
        return result
    }

    static func bold(_ text: String) -> String { "\\fB\(escaped(text))\\fR" }

    static func italic(_ text: String) -> String { "\\fI\(escaped(text))\\fR" }

    /// Paragraphs: an empty line of the text becomes `.PP`, since a real one would be a stray blank line.
    static func paragraphs(_ text: String) -> String {
        var result = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            result += line.isEmpty ? ".PP\n" : escaped(String(line)) + "\n"
        }
        return result
    }

    /// An argument of a macro, in quotes.
    static func argument(_ text: String) -> String { "\"\(escaped(text))\"" }
}
