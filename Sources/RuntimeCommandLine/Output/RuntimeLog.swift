internal import ContainerRuntime
internal import JSONText
internal import Linux

/// Where errors go: the standard error stream, and the file that an engine named with `--log` and reads back.
struct RuntimeLog {
    enum Format: String { case text, json }

    let path: String?
    let format: Format

    /// One error and no other line: podman parses the whole file as one JSON object.
    func report(_ error: RuntimeError) {
        StandardOutput.write("apus-runtime: \(Self.printable("\(error)"))\n", to: 2)
        guard let path, !path.isEmpty else { return }
        do throws(SystemCallError) {
            try open(path, [.writeOnly, .create, .append], mode: 0o600).write(line(error.description) + "\n")
        } catch { StandardOutput.write("apus-runtime: write the log: \(error)\n", to: 2) }
    }

    /// What is no error goes to the standard error stream alone, so that the file stays what engines expect of it.
    func tell(_ level: String, _ message: String) {
        StandardOutput.write("apus-runtime: \(level): \(Self.printable(message))\n", to: 2)
    }

    /// Names in a message may be an image's: no control character of theirs reaches the terminal.
    private static func printable(_ message: String) -> String {
        let isPlain: (Unicode.Scalar) -> Bool = { $0 == "\n" || $0 == "\t" || ($0.value >= 0x20 && !(0x7f..<0xa0).contains($0.value)) }
        if message.unicodeScalars.allSatisfy(isPlain) { return message }
        var text = ""
        for scalar in message.unicodeScalars {
            if isPlain(scalar) { text.unicodeScalars.append(scalar) } else { text += "\\x" + String(scalar.value, radix: 16) }
        }
        return text
    }

    private func line(_ message: String) -> String {
        let time = Timestamp.now.rfc3339Nano
        switch format {
        case .text: return "time=\"\(time)\" level=error msg=\(JSONValue(message).text)"
        case .json:
            return JSONValue(JSONObject([("msg", JSONValue(message)), ("level", "error"), ("time", JSONValue(time))]))
                .text
        }
    }
}
