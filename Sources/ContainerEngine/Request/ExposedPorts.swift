/// `--expose`: ports that a container serves.
public enum ExposedPorts {
    /// Reads `PORT[-PORT][/PROTOCOL]`, several of them with commas, as one `PORT/PROTOCOL` each.
    public static func parse(_ text: String) throws(EngineError) -> [String] {
        var result: [String] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let halves = part.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            let proto = halves.count == 2 ? halves[1].lowercased() : "tcp"
            let ends = (halves.first ?? "").split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
            guard ["tcp", "udp", "sctp"].contains(proto) else { throw invalid(part, "the protocol is tcp, udp or sctp") }
            guard let low = ends.first.flatMap({ UInt16($0) }), let high = ends.last.flatMap({ UInt16($0) }), low > 0 else {
                throw invalid(part, "a port is a number from 1 to 65535")
            }
            guard low <= high else { throw invalid(part, "the range ends before it begins") }
            for port in low...high { result.append("\(port)/\(proto)") }
        }
        return result
    }

    private static func invalid(_ text: Substring, _ why: String) -> EngineError {
        EngineError(.invalid, "invalid port \"\(text)\": \(why)")
    }
}
