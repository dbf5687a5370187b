internal import Netlink

/// What a `resolv.conf` says (`resolv.conf(5)`): servers, domains to search, options.
public struct ResolverConfiguration: Hashable, Sendable {
    /// Addresses, perhaps with a zone (`fe80::1%eth0`), as written.
    public var servers: [String]
    public var search: [String]
    public var options: [String]

    public init(servers: [String] = [], search: [String] = [], options: [String] = []) {
        self.servers = servers
        self.search = search
        self.options = options
    }

    /// Reads what the file says; as the resolver does, the last `search` or `domain` counts, and unknown lines are left.
    public init(parsing text: String) {
        self.init()
        for line in text.split(whereSeparator: { $0 == "\n" || $0 == "\r\n" }) {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            guard let key = words.first, !key.hasPrefix("#"), !key.hasPrefix(";") else { continue }
            let values = words.dropFirst().prefix { !$0.hasPrefix("#") && !$0.hasPrefix(";") }.map(String.init)
            switch key {
            case "nameserver": servers += values.prefix(1)
            case "search", "domain": search = values
            case "options": options += values
            default: continue
            }
        }
    }

    /// Whether every server is on the host's loopback: then the file is a local resolver's, such as systemd-resolved's
    /// stub at 127.0.0.53, and the servers behind it are in `/run/systemd/resolve/resolv.conf`.
    public var isLocalOnly: Bool { !servers.isEmpty && servers.allSatisfy { Self.isLoopback($0) } }

    /// Where the servers behind systemd-resolved's stub are.
    public static var systemdPath: String { "/run/systemd/resolve/resolv.conf" }

    /// What a container with a network of its own is to use: the user's words where there are any, else the host's,
    /// without servers that only the host reaches. `hasIPv6` false leaves out IPv6 servers where IPv4 ones are.
    public func forContainer(
        servers: [String] = [], search: [String] = [], options: [String] = [], hasIPv6: Bool = false
    ) throws(NetworkingError) -> ResolverConfiguration {
        var result = ResolverConfiguration()
        for server in servers {
            guard Self.address(server) != nil else {
                throw NetworkingError(
                    .invalid, doing: "read --dns \"\(server)\"", cause: "it is no IPv4 or IPv6 address")
            }
            result.servers.append(server)
        }
        for domain in search where domain != "." && !Self.isDomain(domain) {
            throw NetworkingError(.invalid, doing: "read --dns-search \"\(domain)\"", cause: "it is no domain name")
        }
        for option in options where option.isEmpty || !option.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) {
            throw NetworkingError(
                .invalid, doing: "read --dns-option \"\(option)\"",
                cause: "an option is one word without control characters")
        }
        if result.servers.isEmpty {
            let reachable = self.servers.filter { server in
                Self.address(server) != nil && !Self.isLoopback(server) && !server.contains("%")
            }
            let version4 = reachable.filter { !$0.contains(":") }
            result.servers = hasIPv6 || version4.isEmpty ? reachable : version4
        }
        // A host that has only a local resolver, or none: the public servers that docker and podman fall back to.
        if result.servers.isEmpty { result.servers = ["8.8.8.8", "8.8.4.4"] }
        // `--dns-search .` means: none.
        result.search = search.isEmpty ? self.search.filter { Self.isDomain($0) } : search.filter { $0 != "." }
        result.options =
            options.isEmpty
            ? self.options.filter { $0.utf8.allSatisfy { (0x21...0x7E).contains($0) } } : options
        return result
    }

    /// The text of the file.
    public var text: String {
        var text = ""
        if !search.isEmpty {
            text += "search"
            for domain in search { text += " " + domain }
            text += "\n"
        }
        for server in servers { text += "nameserver \(server)\n" }
        if !options.isEmpty {
            text += "options"
            for option in options { text += " " + option }
            text += "\n"
        }
        return text
    }

    private static func address(_ server: String) -> IPAddress? {
        let (address, zone) = (server.prefix { $0 != "%" }, server.drop { $0 != "%" })
        if !zone.isEmpty, !NetworkConfiguration.isInterfaceName(String(zone.dropFirst())) { return nil }
        return IPAddress(address)
    }

    private static func isLoopback(_ server: String) -> Bool { address(server)?.isLoopback ?? false }

    private static func isDomain(_ name: String) -> Bool {
        HostsFile.isName(name.hasSuffix(".") ? String(name.dropLast()) : name)
    }
}
