internal import Linux
package import Netlink

/// A user's way to the network without privileges: pasta(1) of passt translates between a namespace and host sockets.
package struct Pasta: Hashable, Sendable {
    /// Which words the installed version knows: it has none for its version, so its help is asked.
    package struct Features: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }
        /// `--map-guest-addr`: an address of the host itself (2024-08).
        package static let mapsGuestAddress = Features(rawValue: 1)
        /// `--splice-only`, `--no-splice` (2025).
        package static let noSplice = Features(rawValue: 2)

        /// Reads what `pasta --help` says.
        package init(help: String) {
            self = []
            if help.contains("--map-guest-addr") { insert(.mapsGuestAddress) }
            if help.contains("--no-splice") { insert(.noSplice) }
        }
    }

    /// The server that a container asks; pasta forwards to the host's first.
    package static let nameServer = IPv4Address(169, 254, 1, 1)
    /// What leads to the host itself, where pasta can map it.
    package static let hostAddress = IPv4Address(169, 254, 1, 2)

    package var program: String
    package var features: Features
    /// Words that the user gave after `--network pasta:`; they come after ours and count.
    package var userOptions: [String]
    package var ports: [Port]

    /// A published port.
    package struct Port: Hashable, Sendable {
        package var isUDP: Bool
        package var hostAddress: IPAddress?
        package var host: UInt16
        package var container: UInt16
        package init(isUDP: Bool = false, hostAddress: IPAddress? = nil, host: UInt16, container: UInt16) {
            self.isUDP = isUDP
            self.hostAddress = hostAddress
            self.host = host
            self.container = container
        }
        var word: String { (hostAddress.map { "\($0)/" } ?? "") + "\(host):\(container)" }
    }

    package init(program: String, features: Features = [], userOptions: [String] = [], ports: [Port] = []) {
        self.program = program
        self.features = features
        self.userOptions = userOptions
        self.ports = ports
    }

    /// The words for a namespace. pasta sets up the interface, goes to the background once it serves, and ends when the
    /// namespace's file is deleted or, for a process, when nothing holds its namespace any more.
    package func arguments(for namespace: String) -> [String] {
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
        if features.contains(.mapsGuestAddress), !given("--map-guest-addr") {
            words += ["--map-guest-addr", "\(Self.hostAddress)"]
        }
        words.append("--quiet")
        words += userOptions.filter { $0 != "--map-gw" }
        words += ["--netns", namespace]
        return words
    }

    /// Where the program is: the first of the path's directories that has it.
    package static func find(in path: String) -> String? {
        for directory in path.split(separator: ":") where directory.hasPrefix("/") {
            let candidate = "\(directory)/pasta"
            if mayExecute(candidate) { return candidate }
        }
        return nil
    }
}
