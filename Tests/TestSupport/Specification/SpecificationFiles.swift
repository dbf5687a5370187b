public import JSONText
internal import Linux

/// The text and the schemas of the OCI runtime specification, as Debian packages their source (`scripts/make-fixtures specification`).
/// They are fetched and not kept here, so that what our types are held against is not of our writing.
public struct SpecificationFiles: Sendable {
    public let directory: String

    /// Nil where they could not be fetched, which the machine's mirror decides.
    public static let found: SpecificationFiles? = {
        guard let directory = Fixtures.specification else { return nil }
        return SpecificationFiles(directory: directory)
    }()

    /// A JSON file below `schema/`.
    public func schema(_ name: String) throws -> JSONValue {
        try JSONValue(parsing: readFile("\(directory)/schema/\(name)"))
    }

    /// The files of `schema/test/KIND/{good,bad}`, by name.
    public func cases(_ kind: String, good: Bool) throws -> [(name: String, bytes: [UInt8])] {
        let place = "\(directory)/schema/test/\(kind)/\(good ? "good" : "bad")"
        return try names(in: place).sorted().filter { $0.hasSuffix(".json") }.map { ($0, try readFile("\(place)/\($0)")) }
    }

    /// The JSON blocks of a page, in order. Most are members without the braces around them: they are given as objects. Nil stands for a
    /// block that is not JSON even so.
    public func examples(_ page: String) throws -> [JSONValue?] {
        let lines = String(decoding: try readFile("\(directory)/\(page)"), as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        var blocks: [String] = []
        var block: String?
        for line in lines {
            if let text = block {
                if line.hasPrefix("```") {
                    blocks.append(text)
                    block = nil
                } else {
                    block = text + line + "\n"
                }
            } else if line.hasPrefix("```json") {
                block = ""
            }
        }
        return blocks.map { text in
            // A block is either whole or a part: that it is not the one is no error.
            if let whole = try? JSONValue(parsing: text) { return whole }
            return try? JSONValue(parsing: "{" + Self.withoutLastComma(text) + "}")
        }
    }

    private static func withoutLastComma(_ text: String) -> String {
        let text = trimmed(text)
        return text.hasSuffix(",") ? String(text.dropLast()) : text
    }
}
