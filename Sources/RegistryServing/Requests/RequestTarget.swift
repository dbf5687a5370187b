internal import Linux

/// The path and the query of a request, with what was percent-encoded in them decoded.
struct RequestTarget: Hashable, Sendable {
    /// Between slashes; a slash at the end gives an empty one.
    let segments: [String]
    private let query: [Parameter]

    private struct Parameter: Hashable { let name: String, value: String }

    /// Nil when the text is no path, or has percent signs before other things than two digits.
    init?(_ uri: String) {
        guard uri.utf8.first == 0x2f else { return nil }
        let halves = uri.parts(between: "?", most: 2, keepingEmpty: true)
        var segments: [String] = []
        for part in halves[0].dropFirst().parts(between: "/", keepingEmpty: true) {
            guard let text = Self.decoded(part) else { return nil }
            segments.append(text)
        }
        self.segments = segments
        var query: [Parameter] = []
        for part in halves.count > 1 ? halves[1].parts(between: "&") : [] {
            let sides = part.parts(between: "=", most: 2, keepingEmpty: true)
            guard let name = Self.decoded(sides[0]), let value = Self.decoded(sides.count > 1 ? sides[1] : "") else { return nil }
            query.append(Parameter(name: name, value: value))
        }
        self.query = query
    }

    subscript(name: String) -> String? { query.first { $0.name == name }?.value }

    /// The values of a parameter that may be given several times.
    func all(_ name: String) -> [String] { query.filter { $0.name == name }.map(\.value) }

    private static func decoded(_ text: Substring) -> String? {
        guard text.utf8.contains(0x25) else { return String(text) }
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == 0x25 else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else { return nil }
            bytes.append(high << 4 | low)
        }
        guard !bytes.contains(0) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        if byte &- 0x30 < 10 { return byte - 0x30 }
        let letter = (byte | 0x20) &- 0x61
        return letter < 6 ? letter + 10 : nil
    }

    /// A text as a value of a query.
    static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            let isPlain = byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || [0x2d, 0x2e, 0x5f, 0x7e, 0x2f].contains(byte)
            if isPlain {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }
}
