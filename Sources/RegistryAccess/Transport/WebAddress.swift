/// An absolute `http` or `https` URL, in the parts that registries need.
struct WebAddress: Hashable, Sendable, CustomStringConvertible {
    enum Scheme: String, Sendable { case http, https }

    var scheme: Scheme
    /// In lower case; an IPv6 address without brackets.
    var host: String
    /// Nil is the scheme's own.
    var port: Int?
    /// Begins with `/`, stays percent-encoded.
    var path: String
    /// Without `?`, stays percent-encoded.
    var query: String?

    init(scheme: Scheme, host: String, port: Int? = nil, path: String = "/", query: String? = nil) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.path = path
        self.query = query
    }

    /// Reads an absolute URL. User names in it are refused: credentials do not travel in addresses.
    init?(_ text: String) {
        guard let colon = text.firstRange(of: "://") else { return nil }
        guard let scheme = Scheme(rawValue: text[..<colon.lowerBound].lowercased()) else { return nil }
        let rest = text[colon.upperBound...]
        let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        guard let (host, port) = splitHostAndPort(String(rest[..<end])), !host.isEmpty, !host.contains("@") else {
            return nil
        }
        self.init(scheme: scheme, host: host.lowercased(), port: port)
        setPathAndQuery(rest[end...])
    }

    private mutating func setPathAndQuery(_ text: Substring) {
        let clean = text.prefix { $0 != "#" }
        if let mark = clean.firstIndex(of: "?") {
            path = String(clean[..<mark])
            query = String(clean[clean.index(after: mark)...])
        } else {
            path = String(clean)
            query = nil
        }
        if path.isEmpty { path = "/" }
    }

    /// Where a `Location` or `Link` leads from here (RFC 3986, 5.2, as far as servers use it).
    func resolving(_ location: String) -> WebAddress? {
        if location.contains("://"), let absolute = WebAddress(location) { return absolute }
        if location.hasPrefix("//") { return WebAddress("\(scheme.rawValue):\(location)") }
        var next = self
        if location.hasPrefix("/") {
            next.setPathAndQuery(location[...])
        } else if location.hasPrefix("?") {
            next.setPathAndQuery((path + location)[...])
        } else {
            if location.prefix(while: { $0 != "/" && $0 != "?" }).contains(":") { return nil }
            let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
            next.setPathAndQuery((folder + location)[...])
        }
        return next
    }

    var effectivePort: Int { port ?? (scheme == .https ? 443 : 80) }

    /// Host and port as they name a registry or a directory of certificates.
    var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port.map { "\(name):\($0)" } ?? name
    }

    /// Whether the other address is the same server with the same protection: credentials may follow.
    func hasSameOrigin(as other: WebAddress) -> Bool {
        scheme == other.scheme && host == other.host && effectivePort == other.effectivePort
    }

    mutating func appendQuery(_ name: String, _ value: String) {
        let item = "\(name)=\(percentEncoded(value))"
        query = query.map { $0.isEmpty ? item : "\($0)&\(item)" } ?? item
    }

    var description: String { "\(scheme.rawValue)://\(authority)\(path)" + (query.map { "?\($0)" } ?? "") }

    /// For messages: the query of a signed address is a secret.
    var withoutQuery: String { "\(scheme.rawValue)://\(authority)\(path)" }
}

/// Splits `host`, `host:port`, `[v6]:port` and a bare IPv6 address. Nil when the port is no port.
func splitHostAndPort(_ text: String) -> (host: String, port: Int?)? {
    if text.hasPrefix("[") {
        guard let close = text.firstIndex(of: "]") else { return nil }
        let host = String(text[text.index(after: text.startIndex)..<close])
        let rest = text[text.index(after: close)...]
        if rest.isEmpty { return (host, nil) }
        guard rest.hasPrefix(":"), let port = UInt16(rest.dropFirst()), port > 0 else { return nil }
        return (host, Int(port))
    }
    guard let colon = text.lastIndex(of: ":") else { return (text, nil) }
    if text.firstIndex(of: ":") != colon { return (text, nil) }
    guard let port = UInt16(text[text.index(after: colon)...]), port > 0 else { return nil }
    return (String(text[..<colon]), Int(port))
}

/// Everything but RFC 3986's unreserved characters as `%XX`.
func percentEncoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var out: [UInt8] = []
    for byte in text.utf8 {
        switch byte {
        case 48...57, 65...90, 97...122, 45, 46, 95, 126: out.append(byte)
        default: out += [37, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
    return String(decoding: out, as: UTF8.self)
}

/// The text with its `%XX` put back; what is no such escape stays.
func percentDecoded(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var out: [UInt8] = []
    var at = 0
    while at < bytes.count {
        if bytes[at] == 37, at + 2 < bytes.count,
            let value = UInt8(String(decoding: bytes[(at + 1)...(at + 2)], as: UTF8.self), radix: 16)
        {
            out.append(value)
            at += 3
        } else {
            out.append(bytes[at])
            at += 1
        }
    }
    return String(decoding: out, as: UTF8.self)
}
