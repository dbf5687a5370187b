internal import Linux
public import Netlink

/// A user's way to the network without privileges: pasta(1) of passt translates between a namespace and host sockets.
public struct Pasta: Hashable, Sendable {
    /// The server that a container asks; pasta forwards to the host's first.
    public static let nameServer = IPv4Address(169, 254, 1, 1)

    public var program: String
    /// Words that the user gave after `--network pasta:`; they come after ours and count.
    public var userOptions: [String]
    public var ports: [Port]

    /// A published port.
    public struct Port: Hashable, Sendable {
        public var isUDP: Bool
        public var hostAddress: IPAddress?
        public var host: UInt16
        public var container: UInt16
        public init(isUDP: Bool = false, hostAddress: IPAddress? = nil, host: UInt16, container: UInt16) {
            self.isUDP = isUDP
            self.hostAddress = hostAddress
            self.host = host
            self.container = container
        }
        var word: String { (hostAddress.map { "\($0)/" } ?? "") + "\(host):\(container)" }
    }

    public init(program: String, userOptions: [String] = [], ports: [Port] = []) {
        self.program = program
        self.userOptions = userOptions
        self.ports = ports
    }

    /// The words for a namespace file, and for the user namespace to enter first where this process is outside of it.
    ///
    /// The file must lie outside of `/proc` (``PastaStart/init(_:mounting:on:)``): pasta watches its directory, and
    /// ends when the name is deleted. It holds the namespace itself, so the end of the last process is no sign to it.
    public func arguments(for namespace: String, userNamespace: String? = nil) -> [String] {
        var words = [program, "--config-net"]
        func given(_ names: String...) -> Bool { userOptions.contains { names.contains($0) } }
        if !given("--dns-forward") { words += ["--dns-forward", "\(Self.nameServer)"] }
        var (tcp, udp) = (given("-t", "--tcp-ports"), given("-u", "--udp-ports"))
        for port in ports {
            words += [port.isUDP ? "-u" : "-t", port.word]
            if port.isUDP { udp = true } else { tcp = true }
        }
        // Without these, pasta forwards every port that is bound, in both directions.
        if !tcp { words += ["-t", "none"] }
        if !udp { words += ["-u", "none"] }
        if !given("-T", "--tcp-ns") { words += ["-T", "none"] }
        if !given("-U", "--udp-ns") { words += ["-U", "none"] }
        if !given("--map-gw") { words.append("--no-map-gw") }
        words.append("--quiet")
        words += userOptions.filter { $0 != "--map-gw" }
        if let userNamespace { words += ["--userns", userNamespace] }
        words += ["--netns", namespace]
        return words
    }

    /// Where the program is: the first of the path's directories that has it.
    public static func find(in path: String) -> String? {
        for directory in path.split(separator: ":") where directory.hasPrefix("/") {
            let candidate = "\(directory)/pasta"
            if mayExecute(candidate) { return candidate }
        }
        return nil
    }
}
