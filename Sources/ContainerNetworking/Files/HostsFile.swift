public import Netlink

/// An `--add-host` entry: a name and its address, or the gateway of the container.
public struct ExtraHost: Hashable, Sendable {
    public let names: [String]
    /// nil: `host-gateway`.
    public let address: IPAddress?

    /// Reads `name:address`, `name=address`, several names with `;`, and `host-gateway` for an address.
    public init(_ text: String) throws(NetworkingError) {
        func refuse(_ cause: String) -> NetworkingError {
            NetworkingError(.invalid, doing: "read --add-host \"\(text)\"", cause: cause)
        }
        // An IPv6 address has colons too: the first one ends the names.
        guard let separator = text.firstIndex(where: { $0 == ":" || $0 == "=" }) else {
            throw refuse("write it as name:address")
        }
        names = text[..<separator].split(separator: ";").map(String.init)
        if names.isEmpty { throw refuse("the name is missing") }
        for name in names where !HostsFile.isName(name) { throw refuse("\"\(name)\" is no host name") }
        var value = text[text.index(after: separator)...]
        if value == "host-gateway" {
            address = nil
            return
        }
        if value.hasPrefix("["), value.hasSuffix("]") { value = value.dropFirst().dropLast() }
        guard let address = IPAddress(value) else {
            throw refuse("\"\(value)\" is neither an address nor host-gateway")
        }
        self.address = address
    }
}

/// What a container's `/etc/hosts` says.
public struct HostsFile: Sendable {
    public var hostname: String
    /// Other names of the container, such as the one it was given.
    public var aliases: [String]
    public var addresses: [IPAddress]
    /// Where `host.containers.internal` and `host.docker.internal` lead; nil leaves them out.
    public var hostGateway: IPAddress?
    public var extra: [ExtraHost]
    /// Lines to start with, as of a file that `--hosts-file` names.
    public var base: String?

    public init(
        hostname: String, aliases: [String] = [], addresses: [IPAddress] = [], hostGateway: IPAddress? = nil,
        extra: [ExtraHost] = [], base: String? = nil
    ) {
        self.hostname = hostname
        self.aliases = aliases
        self.addresses = addresses
        self.hostGateway = hostGateway
        self.extra = extra
        self.base = base
    }

    /// The text. The user's own entries come first, as the first match counts.
    public func text() throws(NetworkingError) -> String {
        for name in [hostname] + aliases where !name.isEmpty && !Self.isName(name) {
            throw NetworkingError(.invalid, doing: "write /etc/hosts", cause: "\"\(name)\" is no host name")
        }
        var lines = ""
        for host in extra {
            guard let address = host.address ?? hostGateway else {
                throw NetworkingError(
                    .invalid, doing: "write /etc/hosts",
                    cause: "host-gateway for \(host.names[0]) needs a network with a gateway: give an address")
            }
            lines += "\(address)\t\(Self.joined(host.names))\n"
        }
        if let base {
            lines += base.hasSuffix("\n") || base.isEmpty ? base : base + "\n"
        } else {
            lines += "127.0.0.1\tlocalhost localhost.localdomain\n"
            lines += "::1\tlocalhost localhost.localdomain ip6-localhost ip6-loopback\n"
        }
        if let hostGateway { lines += "\(hostGateway)\thost.containers.internal host.docker.internal\n" }
        var names: [String] = []
        for name in [hostname] + aliases where !name.isEmpty && !names.contains(name) { names.append(name) }
        if !names.isEmpty {
            for address in addresses { lines += "\(address)\t\(Self.joined(names))\n" }
        }
        return lines
    }

    private static func joined(_ names: [String]) -> String {
        var text = ""
        for name in names { text += text.isEmpty ? name : " " + name }
        return text
    }

    /// Whether it can stand in a line of the file and mean one name.
    public static func isName(_ name: String) -> Bool {
        (1...253).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            } && !name.hasPrefix("-") && !name.hasPrefix(".")
    }

    /// What `/etc/hostname` says.
    public static func hostnameFile(_ hostname: String) -> String { hostname + "\n" }
}
