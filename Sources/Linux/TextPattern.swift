internal import CLinux

/// An extended regular expression of POSIX (`regex(7)`).
public struct TextPattern: Sendable {
    private let text: String

    /// Nil when the text is none.
    public init?(_ text: String) {
        guard !text.hasNUL, (try? Self.answer(text, "")) != nil else { return nil }
        self.text = text
    }

    /// Whether some part of a text is like it.
    public func matches(_ other: String) -> Bool {
        // It was compiled once already.
        (try? Self.answer(text, other)) == true
    }

    private static func answer(_ pattern: String, _ text: String) throws(SystemCallError) -> Bool {
        try unsafe pattern.withPath { (pattern) throws(SystemCallError) in
            try unsafe checkPath("regcomp", text) { unsafe apus_matches(pattern, $0) } == 1
        }
    }
}
