internal import ImageStorage

/// Patterns of `reference=`: Go's `path.Match` against every way to write a name.
enum ReferencePattern {
    static func matches(_ pattern: String, _ name: ImageName) -> Bool {
        candidates(name).contains { matches(pattern: Array(pattern.unicodeScalars), Array($0.unicodeScalars)) }
    }

    /// With and without the registry, the directories of the repository, and the tag.
    private static func candidates(_ name: ImageName) -> [String] {
        let whole = name.description
        let repository = name.repositoryName
        let tag = whole.dropFirst(repository.count)
        let last = name.repository.split(separator: "/").last.map(String.init) ?? ""
        return [
            whole, name.repository + tag, last + tag, repository, name.repository, last, name.familiar,
            name.familiarRepository,
        ]
    }

    /// `*` and `?` stop at slashes; `[a-z]` and `[^a]` are classes; `\` takes the next character as it is.
    static func matches(pattern: [Unicode.Scalar], _ text: [Unicode.Scalar]) -> Bool {
        var (at, place) = (0, 0)
        var star: (at: Int, place: Int)?
        while true {
            if at == pattern.count, place == text.count { return true }
            if at < pattern.count, pattern[at] == "*" {
                star = (at + 1, place)
                at += 1
                continue
            }
            if place < text.count, let next = step(pattern, at, text[place]) {
                at = next
                place += 1
                continue
            }
            // Let the last star take one more character.
            guard let last = star, last.place < text.count, text[last.place] != "/" else { return false }
            star = (last.at, last.place + 1)
            (at, place) = (last.at, last.place + 1)
        }
    }

    /// Where the pattern goes on when its next element takes the character; nil when it does not.
    private static func step(_ pattern: [Unicode.Scalar], _ at: Int, _ scalar: Unicode.Scalar) -> Int? {
        guard at < pattern.count else { return nil }
        switch pattern[at] {
        case "?": return scalar == "/" ? nil : at + 1
        case "\\": return at + 1 < pattern.count && pattern[at + 1] == scalar ? at + 2 : nil
        case "[":
            var index = at + 1
            let isNegated = index < pattern.count && pattern[index] == "^"
            if isNegated { index += 1 }
            var isMember = false
            var isFirst = true
            while index < pattern.count, pattern[index] != "]" || isFirst {
                isFirst = false
                if pattern[index] == "\\", index + 1 < pattern.count { index += 1 }
                let low = pattern[index]
                var high = low
                if index + 2 < pattern.count, pattern[index + 1] == "-", pattern[index + 2] != "]" {
                    high = pattern[index + 2]
                    index += 2
                }
                if low <= scalar, scalar <= high { isMember = true }
                index += 1
            }
            return index < pattern.count && isMember != isNegated ? index + 1 : nil
        default: return pattern[at] == scalar ? at + 1 : nil
        }
    }
}
