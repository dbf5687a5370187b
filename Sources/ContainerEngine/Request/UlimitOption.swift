extension UlimitRequest {
    /// Reads `NAME=SOFT[:HARD]`; -1 and `unlimited` stand for no limit, and a hard limit that is missing is the soft one.
    public init(parsing text: String) throws(EngineError) {
        func invalid(_ why: String) -> EngineError {
            EngineError(.invalid, "invalid ulimit argument \"\(text)\": \(why)")
        }
        guard let equals = text.firstIndex(of: "=") else { throw invalid("give NAME=SOFT[:HARD]") }
        let name = text[..<equals].lowercased()
        guard Self.names.contains(name) else {
            throw invalid("\(name) is not one of \(Self.names.joined(separator: ", "))")
        }
        let parts = text[text.index(after: equals)...].split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count) else { throw invalid("give NAME=SOFT[:HARD]") }
        var values: [UInt64] = []
        for part in parts {
            if part == "-1" || part == "unlimited" {
                values.append(.max)
            } else if let number = UInt64(part) {
                values.append(number)
            } else {
                throw invalid("\"\(part)\" is not a number")
            }
        }
        let hard = values.count > 1 ? values[1] : values[0]
        guard values[0] <= hard else { throw invalid("the soft limit is above the hard one") }
        self.init(type: "RLIMIT_" + name.uppercased(), soft: values[0], hard: hard)
    }

    private static let names = [
        "as", "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio",
        "rttime", "sigpending", "stack",
    ]
}
