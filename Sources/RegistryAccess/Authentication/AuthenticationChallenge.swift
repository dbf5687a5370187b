/// One way of authenticating that a server offers in `WWW-Authenticate` (RFC 9110, 11.6.1).
public struct AuthenticationChallenge: Hashable, Sendable {
    /// In lower case: `bearer`, `basic`, …
    public let scheme: String
    /// Names in lower case.
    public var parameters: [String: String]

    /// All challenges of all header lines, in order. What cannot be read ends its line: the readable ones before count.
    public static func parse(_ lines: some Sequence<String>) -> [AuthenticationChallenge] {
        var found: [AuthenticationChallenge] = []
        for line in lines {
            var reader = HeaderReader(line)
            parse(&reader, into: &found)
        }
        return found
    }

    private static func parse(_ reader: inout HeaderReader, into found: inout [AuthenticationChallenge]) {
        var current: AuthenticationChallenge?
        while true {
            reader.skip { $0 == 44 || $0 == 32 || $0 == 9 }
            guard let name = reader.token() else { break }
            reader.skipBlanks()
            if current != nil, reader.take(61) {
                reader.skipBlanks()
                guard let value = reader.quoted() ?? reader.token() else { break }
                // The first wins: a later one of the same name could only confuse.
                if current?.parameters[name.lowercased()] == nil { current?.parameters[name.lowercased()] = value }
                continue
            }
            if let done = current { found.append(done) }
            current = AuthenticationChallenge(scheme: name.lowercased(), parameters: [:])
            if let opaque = reader.token68() { current?.parameters["token68"] = opaque }
        }
        if let done = current { found.append(done) }
    }
}

/// Reads the small grammar of HTTP header values.
struct HeaderReader {
    private let bytes: [UInt8]
    private var at = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func skip(_ condition: (UInt8) -> Bool) {
        while at < bytes.count, condition(bytes[at]) { at += 1 }
    }

    mutating func skipBlanks() { skip { $0 == 32 || $0 == 9 } }

    mutating func take(_ byte: UInt8) -> Bool {
        guard at < bytes.count, bytes[at] == byte else { return false }
        at += 1
        return true
    }

    mutating func token() -> String? {
        let start = at
        skip { Self.isToken($0) }
        return at > start ? String(decoding: bytes[start..<at], as: UTF8.self) : nil
    }

    mutating func quoted() -> String? {
        guard at < bytes.count, bytes[at] == 34 else { return nil }
        var value: [UInt8] = []
        var index = at + 1
        while index < bytes.count {
            if bytes[index] == 34 {
                at = index + 1
                return String(decoding: value, as: UTF8.self)
            }
            if bytes[index] == 92, index + 1 < bytes.count { index += 1 }
            value.append(bytes[index])
            index += 1
        }
        return nil
    }

    /// A token68 (as `Negotiate` sends it): the rest up to a comma, if it is not the start of a parameter.
    mutating func token68() -> String? {
        let start = at
        var index = at
        while index < bytes.count, Self.isToken(bytes[index]) || bytes[index] == 47 { index += 1 }
        let body = index
        while index < bytes.count, bytes[index] == 61 { index += 1 }
        var after = index
        while after < bytes.count, bytes[after] == 32 || bytes[after] == 9 { after += 1 }
        guard body > start, after == bytes.count || bytes[after] == 44 else { return nil }
        at = index
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122: true
        case 33, 35, 36, 37, 38, 39, 42, 43, 45, 46, 94, 95, 96, 124, 126: true
        default: false
        }
    }
}
