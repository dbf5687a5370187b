internal import CommandLineGrammar
internal import ContainerEngine
internal import ContainerState
internal import Linux

/// Which containers a verb is about: those named, all, the latest, or those whose ids files hold.
struct ContainerSelection {
    var all = false
    var latest = false
    var cidFiles: [String] = []
    var filters = FilterWords()

    static func rows<Options>(
        _ path: WritableKeyPath<Options, ContainerSelection>, all: String?, short: Unicode.Scalar? = "a",
        cidFile: Bool = true, filter: Bool = false,
        filterShort: Unicode.Scalar? = "f"
    ) -> [OptionRow<Options>] {
        var rows: [OptionRow<Options>] = []
        if let all { rows.append(.flag("all", short: short, all) { $0[keyPath: path].all = $1 }) }
        rows.append(.flag("latest", short: "l", "The container made last") { $0[keyPath: path].latest = $1 })
        if cidFile {
            rows.append(
                .string("cidfile", "file", "The container whose id this file holds", completes: .files) {
                    $0[keyPath: path].cidFiles.append($1)
                })
        }
        if filter {
            rows.append(
                FilterWords.row(
                    short: filterShort, path.appending(path: \ContainerSelection.filters), "Those that fit, as in `apus ps --filter`"))
        }
        return rows
    }

    /// The words to look containers up by; an error when none are given. `--all` means those that run with `running`, and
    /// with `states` those in one of them; a filter means any that fit and are in one of the states.
    func words(
        _ operands: [String], _ engine: Engine, running: Bool = false, states: Set<String>? = nil
    ) throws(EngineError) -> [String] {
        var words = operands
        for file in cidFiles {
            do throws(SystemCallError) {
                words.append(String(decoding: try readFile(file, limit: 4096).prefix { $0 > 32 }, as: UTF8.self))
            } catch { throw EngineError("reading the container's id from \(file)", error) }
        }
        if all {
            guard words.isEmpty else { throw EngineError(.invalid, "--all and names of containers do not go together") }
            let all = try engine.list(all: !running && states == nil, damaged: Console.warn)
            return try fitting(all, engine, states)
        }
        if !filters.isEmpty {
            guard words.isEmpty, !latest else {
                throw EngineError(.invalid, "--filter and names of containers do not go together: it finds them itself")
            }
            return try fitting(try engine.list(all: true, damaged: Console.warn), engine, states)
        }
        if latest {
            guard words.isEmpty else {
                throw EngineError(.invalid, "--latest and names of containers cannot be used together")
            }
            guard
                let newest = try engine.list(all: true, damaged: Console.warn).max(by: {
                    $0.summary.created < $1.summary.created
                })
            else {
                throw EngineError(.notFound, "there is no container")
            }
            return [newest.summary.id]
        }
        guard !words.isEmpty else {
            throw EngineError(.invalid, "you must provide at least one name or id")
        }
        return words
    }

    private func fitting(
        _ containers: [ListedContainer], _ engine: Engine, _ states: Set<String>?
    ) throws(EngineError) -> [String] {
        let filter = try ContainerFilters(filters, engine)
        var ids: [String] = []
        for container in containers where states?.contains(container.state) ?? true {
            if try filter.matches(container) { ids.append(container.summary.id) }
        }
        return ids
    }
}
