/// A version of semver.org. Parts after the first may be absent, and a `v` may stand before it.
struct SemanticVersion: Comparable {
    var numbers: [UInt64]
    /// What stands after a dash; a version with it comes before the one without.
    var prerelease: [String]
    /// How many numbers were written.
    var precision: Int

    init?(_ text: String) {
        var rest = text[...]
        if rest.hasPrefix("v") { rest = rest.dropFirst() }
        if let plus = rest.firstIndex(of: "+") { rest = rest[..<plus] }
        var prerelease: [String] = []
        if let dash = rest.firstIndex(of: "-") {
            prerelease = rest[rest.index(after: dash)...].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            guard prerelease.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { Self.isWord($0) } }) else { return nil }
            rest = rest[..<dash]
        }
        let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count) else { return nil }
        var numbers: [UInt64] = []
        for part in parts {
            guard part.utf8.allSatisfy({ (48...57).contains($0) }), let number = UInt64(part) else { return nil }
            numbers.append(number)
        }
        precision = numbers.count
        self.numbers = numbers + Array(repeating: 0, count: 3 - numbers.count)
        self.prerelease = prerelease
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
    }

    static func == (one: Self, other: Self) -> Bool { one.numbers == other.numbers && one.prerelease == other.prerelease }

    static func < (one: Self, other: Self) -> Bool {
        for (a, b) in zip(one.numbers, other.numbers) where a != b { return a < b }
        if one.prerelease.isEmpty || other.prerelease.isEmpty { return !one.prerelease.isEmpty && other.prerelease.isEmpty }
        for (a, b) in zip(one.prerelease, other.prerelease) where a != b {
            // Numbers are compared as numbers and come before words.
            switch (UInt64(a), UInt64(b)) {
            case (let a?, let b?): return a < b
            case (_?, nil): return true
            case (nil, _?): return false
            default: return a < b
            }
        }
        return one.prerelease.count < other.prerelease.count
    }

    /// The first version that is not the same in the number at a place: 1.2.3 and 1 make 1.3.0.
    func next(at place: Int) -> SemanticVersion {
        var next = self
        next.prerelease = []
        next.numbers[place] += 1
        for later in (place + 1)..<max(place + 1, 3) { next.numbers[later] = 0 }
        return next
    }
}

/// Versions within bounds, as `images-by-semver` writes them: `>= 1.2, < 2 || ~3.1`, `^1.2.3`, `1.2 - 1.4`, `1.x`.
struct VersionRange {
    struct Fault: Error { let what: String }

    private struct Bound {
        enum Kind { case equal, unequal, less, most, more, least }
        let kind: Kind
        let version: SemanticVersion

        func holds(_ other: SemanticVersion) -> Bool {
            switch kind {
            case .equal: other == version
            case .unequal: other != version
            case .less: other < version
            case .most: other <= version
            case .more: other > version
            case .least: other >= version
            }
        }
    }

    private var choices: [[Bound]] = []

    init(_ text: String) throws(Fault) {
        var rest = text[...]
        var alternatives: [Substring] = []
        while let bar = Self.bars(rest) {
            alternatives.append(rest[..<bar.lowerBound])
            rest = rest[bar.upperBound...]
        }
        for choice in alternatives + [rest] { choices.append(try Self.bounds(choice)) }
    }

    private static func bars(_ text: Substring) -> Range<Substring.Index>? {
        guard let first = text.indices.first(where: { text[$0...].hasPrefix("||") }) else { return nil }
        return first..<text.index(first, offsetBy: 2)
    }

    /// A version with something after its dash is meant only where the bounds have such a one.
    func contains(_ version: SemanticVersion) -> Bool {
        choices.contains { bounds in
            if !version.prerelease.isEmpty, !bounds.contains(where: { !$0.version.prerelease.isEmpty }) { return false }
            return bounds.allSatisfy { $0.holds(version) }
        }
    }

    private static func bounds(_ text: Substring) throws(Fault) -> [Bound] {
        var words: [String] = []
        for word in text.split(whereSeparator: { $0 == " " || $0 == "," }).map(String.init) {
            // An operator may stand apart from its version.
            if let last = words.last, !last.isEmpty, last.allSatisfy({ "<>=!~^".contains($0) }) {
                words[words.count - 1] += word
            } else {
                words.append(word)
            }
        }
        guard !words.isEmpty else { throw Fault(what: "there is no version in it") }
        var bounds: [Bound] = []
        var place = 0
        while place < words.count {
            if place + 2 < words.count, words[place + 1] == "-" {
                bounds += try self.bounds(">=", words[place]) + self.bounds("<=", words[place + 2])
                place += 3
                continue
            }
            let mark = String(words[place].prefix { "<>=!~^".contains($0) })
            bounds += try self.bounds(mark, String(words[place].dropFirst(mark.count)))
            place += 1
        }
        return bounds
    }

    private static func bounds(_ mark: String, _ text: String) throws(Fault) -> [Bound] {
        var parts = text.split(separator: ".", omittingEmptySubsequences: false)
        var isOpen = false
        while let last = parts.last, ["x", "X", "*"].contains(last) {
            parts.removeLast()
            isOpen = true
        }
        if parts.isEmpty, isOpen {
            guard ["", "=", ">=", "<=", "~", "^"].contains(mark) else { throw Fault(what: "\(mark)\(text) is met by no version") }
            return [Bound(kind: .least, version: SemanticVersion("0")!)]
        }
        guard let version = SemanticVersion(parts.joined(separator: ".")) else { throw Fault(what: "\(text) is no version") }
        let last = version.precision - 1
        func within(_ place: Int) -> [Bound] {
            [Bound(kind: .least, version: version), Bound(kind: .less, version: version.next(at: place))]
        }
        switch mark {
        case "", "=": return version.precision == 3 ? [Bound(kind: .equal, version: version)] : within(last)
        case "!=":
            guard version.precision == 3 else { throw Fault(what: "!= takes a whole version") }
            return [Bound(kind: .unequal, version: version)]
        case "<": return [Bound(kind: .less, version: version)]
        case ">=", "=>": return [Bound(kind: .least, version: version)]
        case ">":
            return [version.precision == 3 ? Bound(kind: .more, version: version) : Bound(kind: .least, version: version.next(at: last))]
        case "<=", "=<":
            return [version.precision == 3 ? Bound(kind: .most, version: version) : Bound(kind: .less, version: version.next(at: last))]
        case "~", "~>": return within(min(last, 1))
        case "^":
            // What stands before the first number that is not 0 stays, that one included.
            return within(min(version.numbers.firstIndex { $0 > 0 } ?? last, last))
        default: throw Fault(what: "\(mark) is no comparison of versions")
        }
    }
}
