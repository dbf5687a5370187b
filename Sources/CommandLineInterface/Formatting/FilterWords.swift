internal import CommandLineGrammar
internal import ContainerEngine
internal import Linux

/// `--filter KEY=VALUE`, as often as the user says it: the values of one key are alternatives, different keys all hold.
struct FilterWords: Sendable {
    private(set) var keys: [String] = []
    private(set) var values: [String: [String]] = [:]

    static func row<Options>(
        short: Unicode.Scalar? = "f", _ path: WritableKeyPath<Options, FilterWords>, _ help: String
    ) -> OptionRow<Options> {
        .value("filter", short: short, "key=value", help) { (options, text) throws(UsageError) in
            try options[keyPath: path].add(text)
        }
    }

    mutating func add(_ text: String) throws(UsageError) {
        // `label!=x` asks for those without it
        guard let equals = text.firstIndex(of: "=") else {
            throw UsageError("invalid filter \"\(text)\": give KEY=VALUE", pointsToHelp: false)
        }
        let key = String(text[..<equals])
        if values[key] == nil { keys.append(key) }
        values[key, default: []].append(String(text[text.index(after: equals)...]))
    }

    var isEmpty: Bool { keys.isEmpty }

    static func unknown(_ key: String) -> EngineError { EngineError(.invalid, "\(key) is an invalid filter") }

    /// The moment of `until=`: a time, seconds since 1970, or a span such as `24h` before now.
    static func moment(_ text: String, now: Timestamp = .now) throws(EngineError) -> Timestamp {
        if let seconds = Int64(text), seconds.magnitude < 1 << 33 { return Timestamp(seconds: seconds) }
        if let time = Timestamp(rfc3339: text) { return time }
        do throws(UsageError) {
            return now.before(by: try OptionValue.duration(text))
        } catch {
            throw EngineError(
                .invalid,
                "invalid time \"\(text)\" in the filter until: give a time such as 2026-01-31T12:00:00, or a span such as 24h"
            )
        }
    }

    /// Whether labels have what each of the words `KEY` or `KEY=VALUE` asks.
    static func labels(_ labels: [String: String], match words: [String]) -> Bool {
        words.allSatisfy { word in
            guard let equals = word.firstIndex(of: "=") else { return labels[word] != nil }
            return labels[String(word[..<equals])] == String(word[word.index(after: equals)...])
        }
    }
}
