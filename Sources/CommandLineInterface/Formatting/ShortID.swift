/// Ids as lists show them.
enum ShortID {
    /// The first 12 digits, or all of them with `--no-trunc`; a `sha256:` before them is dropped when it is cut.
    static func text(_ id: String, full: Bool = false) -> String {
        if full { return id }
        let digits = id.hasPrefix("sha256:") ? id.dropFirst(7) : id[...]
        return String(digits.prefix(12))
    }

    /// A text of at most `limit` characters, its end replaced by `...` where it is longer.
    static func clipped(_ text: String, to limit: Int) -> String {
        text.count > limit ? text.prefix(limit - 3) + "..." : text
    }
}
