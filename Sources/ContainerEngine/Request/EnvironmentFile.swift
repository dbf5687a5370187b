internal import Linux

/// Lines of `--env-file`, `-e` and the environment of an image.
public enum EnvironmentList {
    /// Reads an environment file: `NAME=value`, or `NAME` alone for the value that the caller has; `#` begins a comment line.
    public static func file(_ path: String, caller: [String: String]) throws(EngineError) -> [String] {
        let bytes = try system("reading the environment file \(path)") { () throws(SystemCallError) in
            try readFile(path, limit: 16 << 20)
        }
        var entries: [String] = []
        for (index, raw) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
            var line = String(decoding: raw, as: UTF8.self)
            if index == 0, line.hasPrefix("\u{feff}") { line.removeFirst() }
            if line.utf8.last == 13 { line = String(decoding: line.utf8.dropLast(), as: UTF8.self) }
            let text = line.drop { $0 == " " || $0 == "\t" }
            if text.isEmpty || text.hasPrefix("#") { continue }
            let name = text.prefix { $0 != "=" }
            guard !name.isEmpty, !name.contains(" "), !name.contains("\t") else {
                throw EngineError(
                    .invalid, "\(path), line \(index + 1): the variable \"\(name)\" is not a name: it is empty or holds white space")
            }
            if let entry = resolve(String(text), caller: caller) { entries.append(entry) }
        }
        return entries
    }

    /// `NAME=value` as it is; `NAME` with the caller's value, nothing when the caller has none; `PREFIX*` is not handled here.
    public static func resolve(_ text: String, caller: [String: String]) -> String? {
        if text.contains("=") { return text }
        return caller[text].map { "\(text)=\($0)" }
    }

    /// Puts lists over each other: a later entry of a name replaces the earlier one where that stood.
    public static func merge(_ lists: [[String]]) -> [String] {
        var order: [String] = []
        var values: [String: String] = [:]
        for entry in lists.joined() {
            let name = String(entry.prefix { $0 != "=" })
            if values[name] == nil { order.append(name) }
            values[name] = entry
        }
        return order.compactMap { values[$0] }
    }
}
