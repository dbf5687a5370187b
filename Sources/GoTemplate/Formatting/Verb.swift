/// One `%…` of a format.
struct Verb {
    var letter: Unicode.Scalar
    var plus = false
    var minus = false
    var sharp = false
    var space = false
    var zero = false
    /// `%+v`: structs show the names of their fields; numbers do not get a sign.
    var namesFields = false
    /// `%#v`: everything as it stands in Go source.
    var isGoSyntax = false
    var width: Int?
    var precision: Int?

    /// The text in the wanted width, by characters.
    func padded(_ text: String, allowsZeros: Bool = true) -> String {
        guard let width else { return text }
        let missing = width - text.unicodeScalars.count
        guard missing > 0 else { return text }
        if minus { return text + String(repeating: " ", count: missing) }
        return String(repeating: zero && allowsZeros ? "0" : " ", count: missing) + text
    }
}
