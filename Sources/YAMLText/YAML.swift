/// The part of YAML 1.2 that settings are written in: mappings, sequences and scalars, in block and flow form, with comments.
///
/// Anchors, aliases, tags, directives, several documents, keys that are no scalars and plain texts over several lines
/// are refused by their line: what is read is read as every other reader would.
public enum YAML {
    static let depthLimit = 64

    /// The one document of a text; nil where there is nothing in it.
    public static func parse(_ bytes: [UInt8]) throws(YAMLFault) -> YAMLNode? {
        var lines = try YAMLLines(bytes)
        guard let first = lines.look() else { return nil }
        let node = try lines.block(above: -1, depth: 0)
        if let rest = lines.look() {
            throw YAMLFault(line: rest + 1, "the line is indented otherwise than those before it, from line \(first + 1) on")
        }
        return node
    }
}

/// The lines of a document, and the place that reading has come to.
struct YAMLLines {
    /// Without line breaks. The dash of an entry becomes a blank once it is read: what follows it is a block of its own.
    private(set) var lines: [[UInt8]]
    private(set) var at = 0

    init(_ bytes: [UInt8]) throws(YAMLFault) {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw YAMLFault(line: 1, "it is no text in UTF-8") }
        lines = bytes.split(separator: 10, omittingEmptySubsequences: false).map { line in
            line.last == 13 ? Array(line.dropLast()) : Array(line)
        }
        var isOpen = false
        for number in lines.indices {
            if isMarker(number, "---") {
                guard !isOpen, !lines[..<number].contains(where: { Self.hasContent($0) }) else {
                    throw YAMLFault(line: number + 1, "a second document begins, and only one is read")
                }
                isOpen = true
                for place in 0..<3 { lines[number][place] = 32 }
            } else if isMarker(number, "...") {
                guard !lines[(number + 1)...].contains(where: { Self.hasContent($0) }) else {
                    throw YAMLFault(line: number + 2, "something stands after the end of the document")
                }
                lines.removeSubrange(number...)
                break
            } else if lines[number].first == 37, !isOpen, !lines[..<number].contains(where: { Self.hasContent($0) }) {
                throw YAMLFault(line: number + 1, "directives are not read")
            }
        }
    }

    private func isMarker(_ number: Int, _ marker: String) -> Bool {
        lines[number].starts(with: marker.utf8) && (lines[number].count == 3 || Self.isBlank(lines[number][3]))
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }

    private static func hasContent(_ line: [UInt8]) -> Bool {
        guard let first = line.first(where: { !isBlank($0) }) else { return false }
        return first != 35
    }

    /// The next line with content; nil at the end.
    mutating func look() -> Int? {
        while at < lines.count, !Self.hasContent(lines[at]) { at += 1 }
        return at < lines.count ? at : nil
    }

    mutating func advance() { at += 1 }
    mutating func go(to line: Int) { at = line }
    mutating func blank(_ line: Int, _ column: Int) { lines[line][column] = 32 }

    /// Blanks before the content of a line; a tab there is an error.
    func indent(_ line: Int) throws(YAMLFault) -> Int {
        let count = lines[line].firstIndex { $0 != 32 } ?? lines[line].count
        if count < lines[line].count, lines[line][count] == 9 {
            throw YAMLFault(line: line + 1, "a tab indents it, which YAML does not allow")
        }
        return count
    }

    /// Throws unless nothing but blanks and a comment is left in a line.
    func end(_ line: Int, _ column: Int) throws(YAMLFault) {
        var place = column
        while place < lines[line].count, Self.isBlank(lines[line][place]) { place += 1 }
        guard place == lines[line].count || (lines[line][place] == 35 && (place == 0 || Self.isBlank(lines[line][place - 1]))) else {
            throw YAMLFault(line: line + 1, "something stands after the value")
        }
    }
}
