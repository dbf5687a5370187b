import Linux
import TestSupport
import Testing

/// What of one command line is compared.
struct ComparedLine {
    var line: String
    /// `code`, `out` or `err`: not compared, for the reason that `Documentation/Differences.md` gives under the line's word.
    var accepted: [String] = []
    var reason = ""

    /// Reads `~code,out:reason the command line`.
    init(_ text: String) {
        guard text.hasPrefix("~"), let space = text.firstIndex(of: " "), let colon = text.firstIndex(of: ":"), colon < space else {
            line = text
            return
        }
        accepted = text[text.index(after: text.startIndex)..<colon].split(separator: ",").map(String.init)
        reason = String(text[text.index(after: colon)..<space])
        line = String(text[text.index(after: space)...])
    }
}

/// Takes out of an output what is never the same twice: ids, times, addresses, made-up names, the width of columns.
enum Mask {
    static func apply(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var words: [String] = []
            for word in line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" }) { words.append(mask(String(word))) }
            return times(words).joined(separator: " ")
        }.joined(separator: "\n")
    }

    private static func mask(_ word: String) -> String {
        let bytes = Array(word.utf8)
        if word.contains("apus-e2e-") { return "<path>" }
        // ids, alone or with a digest's name before them
        for prefix in ["sha256:", ""] where word.hasPrefix(prefix) {
            let rest = bytes.dropFirst(prefix.utf8.count)
            if rest.count >= 12, rest.count <= 64, rest.allSatisfy({ isHexadecimal($0) }) { return "<id>" }
        }
        if word.hasPrefix("10.87.") || word.hasPrefix("10.88.") { return "<address>" }
        // 2026-01-02T03:04:05.678Z and the parts of "2026-01-02 03:04:05.678 +0000 UTC"
        if bytes.count >= 10, bytes[4] == 45, bytes[7] == 45, bytes[0] == 50 { return "<time>" }
        if bytes.count >= 8, bytes[2] == 58, bytes[5] == 58 { return "<time>" }
        return word
    }

    /// "Up 3 seconds", "2 minutes ago", "Less than a second ago", "About a minute ago".
    private static func times(_ words: [String]) -> [String] {
        var result: [String] = []
        for word in words {
            if ["second", "seconds", "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "year", "years"].contains(trimPunctuation(word)) {
                while let last = result.last, Int(last) != nil || ["a", "an", "than", "Less", "About"].contains(last) { result.removeLast() }
                result.append("<duration>")
            } else {
                result.append(word)
            }
        }
        return result
    }

    private static func trimPunctuation(_ word: String) -> String {
        var word = word
        while let last = word.last, last == ")" || last == "," { word.removeLast() }
        return word
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool { (48...57).contains(byte) || (97...102).contains(byte) }
}
