/// What came of a command line.
package struct CommandResult: Sendable {
    package var commandLine: String
    /// As a shell says it: the exit code, or 128 and the signal; 124 when the time was over.
    package var code: Int32
    package var output: String
    package var errors: String
    package var milliseconds: Int
    /// Something that the command left behind still held its output open.
    package var heldOpen: Bool

    /// The output without the white space around it.
    package var text: String { trimmed(output) }
    package var lines: [String] { output.split(separator: "\n").map(String.init) }

    /// For the message of a failed check.
    package var report: String {
        var text = "$ \(commandLine)\nexit code \(code), \(milliseconds) ms"
        if !output.isEmpty { text += "\nstdout: \(output.prefix(2000))" }
        if !errors.isEmpty { text += "\nstderr: \(errors.prefix(2000))" }
        if heldOpen { text += "\n(a process left behind held the output open)" }
        return text
    }
}

/// The text without the white space around it.
package func trimmed(_ text: String) -> String {
    var rest = text.utf8[...]
    let blank: (UInt8) -> Bool = { $0 == 32 || $0 == 10 || $0 == 9 || $0 == 13 }
    while let first = rest.first, blank(first) { rest = rest.dropFirst() }
    while let last = rest.last, blank(last) { rest = rest.dropLast() }
    return String(rest) ?? ""
}
