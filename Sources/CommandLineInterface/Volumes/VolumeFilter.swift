internal import ContainerEngine
internal import Linux

/// The `--filter` of `volume ls` and `volume prune`.
struct VolumeFilter {
    private typealias Check = (ListedVolume) throws(EngineError) -> Bool
    private let checks: [Check]

    /// - Parameter users: the containers of each volume.
    init(_ words: FilterWords, _ engine: Engine, users: [String: [String]]) throws(EngineError) {
        var checks: [Check] = []
        for key in words.keys { checks.append(try Self.check(key, words.values[key] ?? [], engine, users)) }
        self.checks = checks
    }

    func matches(_ volume: ListedVolume) throws(EngineError) -> Bool {
        for check in checks where try !check(volume) { return false }
        return true
    }

    private static func check(
        _ key: String, _ values: [String], _ engine: Engine, _ users: [String: [String]]
    ) throws(EngineError) -> Check {
        switch key {
        case "name":
            let patterns = try values.map { (text) throws(EngineError) -> NamePattern in
                guard let pattern = NamePattern(text) else {
                    throw EngineError(.invalid, "invalid regular expression \"\(text)\" in the filter name")
                }
                return pattern
            }
            return { (volume) throws(EngineError) in patterns.contains { $0.matches(volume.name) } }
        case "driver": return { (_) throws(EngineError) in values.contains("local") }
        case "scope": return { (_) throws(EngineError) in values.contains("local") }
        case "label": return { (volume) throws(EngineError) in FilterWords.labels(volume.labels, match: values) }
        case "label!": return { (volume) throws(EngineError) in !FilterWords.labels(volume.labels, match: values) }
        case "opt": return { (volume) throws(EngineError) in FilterWords.labels(volume.options, match: values) }
        case "until":
            let moments = try values.map { (text) throws(EngineError) in try FilterTime.parse(text) }
            return { (volume) throws(EngineError) in moments.allSatisfy { volume.created < $0 } }
        case "since", "after":
            let moments = try values.map { (word) throws(EngineError) -> Timestamp in
                try engine.volumes.volume(try engine.volumes.find(word))?.created ?? Timestamp(nanoseconds: 0)
            }
            return { (volume) throws(EngineError) in moments.allSatisfy { volume.created > $0 } }
        case "dangling":
            let wanted = try values.map { (text) throws(EngineError) in try flag(text, key) }
            return { (volume) throws(EngineError) in wanted.contains(users[volume.name] == nil) }
        case "anonymous":
            let wanted = try values.map { (text) throws(EngineError) in try flag(text, key) }
            return { (volume) throws(EngineError) in wanted.contains(volume.isAnonymous) }
        case "all":
            // docker's word for what is done here anyway.
            return { (_) throws(EngineError) in true }
        default: throw EngineError(.invalid, "\"\(key)\" is an invalid volume filter")
        }
    }

    private static func flag(_ text: String, _ key: String) throws(EngineError) -> Bool {
        switch text.lowercased() {
        case "true", "1", "t": return true
        case "false", "0", "f": return false
        default:
            throw EngineError(
                .invalid, "\"\(text)\" is not a valid value for the \"\(key)\" filter - must be true or false")
        }
    }
}
