internal import ImageTrust
/// The proxies that the environment names, by the rules of Go's `ProxyFromEnvironment`, which registries' users know.
struct ProxySettings: Hashable, Sendable {
    struct Proxy: Hashable, Sendable {
        enum Kind: Hashable, Sendable { case http, socks }
        var kind: Kind
        var host: String
        var port: Int
        /// `Basic` credentials, already encoded.
        var authorization: String?
    }

    private var forHTTP: Proxy?
    private var forHTTPS: Proxy?
    private var exceptions: [Exception] = []

    private enum Exception: Hashable, Sendable {
        case everything
        case address(NetworkAddress, port: Int?)
        case network(NetworkAddress, prefix: Int)
        /// A name and, if `itself`, not only what is below it.
        case name(String, itself: Bool, port: Int?)
    }

    init(environment: [String: String]) throws(RegistryError) {
        func value(_ name: String) -> (name: String, text: String)? {
            for key in [name, name.lowercased()] {
                if let text = environment[key]?.trimmingBlanks(), !text.isEmpty { return (key, text) }
            }
            return nil
        }
        if let setting = value("HTTP_PROXY") { forHTTP = try Self.parse(setting.text, named: setting.name) }
        if let setting = value("HTTPS_PROXY") { forHTTPS = try Self.parse(setting.text, named: setting.name) }
        for item in value("NO_PROXY")?.text.split(whereSeparator: { $0 == "," || $0 == " " }) ?? [] {
            exceptions.append(Self.exception(String(item).lowercased()))
        }
    }

    private static func parse(_ text: String, named name: String) throws(RegistryError) -> Proxy {
        func refusal(_ cause: String) -> RegistryError {
            RegistryError(
                .configuration, doing: "use the proxy of", subject: name, cause: cause,
                advice: "Write it as http://host:port, http://user:password@host:port or socks5://host:port")
        }
        var rest = text[...]
        var kind = Proxy.Kind.http
        var port = 80
        if let mark = text.firstRange(of: "://") {
            switch text[..<mark.lowerBound].lowercased() {
            case "http": break
            case "socks5", "socks5h":
                kind = .socks
                port = 1080
            default: throw refusal("a proxy of the kind \(text[..<mark.lowerBound]) is not supported")
            }
            rest = text[mark.upperBound...]
        }
        rest = rest.prefix { $0 != "/" }
        var authorization: String?
        if let at = rest.lastIndex(of: "@") {
            let user = percentDecoded(String(rest[..<at]))
            if kind == .socks { throw refusal("a user name for a SOCKS proxy is not supported") }
            authorization = Base64.encode((user.contains(":") ? user : user + ":").utf8)
            rest = rest[rest.index(after: at)...]
        }
        guard let (host, given) = splitHostAndPort(String(rest)), !host.isEmpty else {
            throw refusal("there is no host and port in it")
        }
        return Proxy(kind: kind, host: host, port: given ?? port, authorization: authorization)
    }

    private static func exception(_ item: String) -> Exception {
        if item == "*" { return .everything }
        if let slash = item.firstIndex(of: "/"), let network = NetworkAddress(String(item[..<slash])),
            let prefix = Int(item[item.index(after: slash)...]), prefix >= 0
        {
            return .network(network, prefix: prefix)
        }
        if let address = NetworkAddress(item) { return .address(address, port: nil) }
        let (host, port) = splitHostAndPort(item) ?? (item, nil)
        if let address = NetworkAddress(host) { return .address(address, port: port) }
        if host.hasPrefix("*.") { return .name(String(host.dropFirst(2)), itself: false, port: port) }
        if host.hasPrefix(".") { return .name(String(host.dropFirst()), itself: false, port: port) }
        return .name(host, itself: true, port: port)
    }

    /// The proxy for an address; nil is a direct connection. This machine itself is always reached directly.
    func proxy(for address: WebAddress) -> Proxy? {
        guard let proxy = address.scheme == .https ? forHTTPS : forHTTP, !isLoopback(address.host) else { return nil }
        let number = NetworkAddress(address.host)
        for exception in exceptions {
            switch exception {
            case .everything: return nil
            case .address(let excepted, let port):
                if number == excepted, port == nil || port == address.effectivePort { return nil }
            case .network(let network, let prefix):
                if number?.isIn(network, prefix: prefix) == true { return nil }
            case .name(let name, let itself, let port):
                guard port == nil || port == address.effectivePort else { continue }
                if address.host.hasSuffix(".\(name)") || itself && address.host == name { return nil }
            }
        }
        return proxy
    }
}
