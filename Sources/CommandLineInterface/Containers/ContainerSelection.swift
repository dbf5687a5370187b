internal import CommandLineGrammar
internal import ContainerEngine
internal import ContainerState
internal import Linux

/// Which containers a verb is about: those named, all, the latest, or those whose ids files hold.
struct ContainerSelection {
    var all = false
    var latest = false
    var cidFiles: [String] = []

    static func rows<Options>(
        _ path: WritableKeyPath<Options, ContainerSelection>, all: String?, short: Unicode.Scalar? = "a",
        cidFile: Bool = true
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
        return rows
    }

    /// The words to look containers up by; an error when none are given.
    func words(_ operands: [String], _ engine: Engine, running: Bool = false) throws(EngineError) -> [String] {
        var words = operands
        for file in cidFiles {
            do throws(SystemCallError) {
                words.append(String(decoding: try readFile(file, limit: 4096).prefix { $0 > 32 }, as: UTF8.self))
            } catch { throw EngineError("reading the container's id from \(file)", error) }
        }
        if all {
            guard words.isEmpty else { throw EngineError(.invalid, "--all and names of containers do not go together") }
            return try engine.list(all: !running, damaged: Console.warn).map { $0.summary.id }
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
}
