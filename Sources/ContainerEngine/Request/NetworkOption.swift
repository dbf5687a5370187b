/// A value of `--network`: a mode with the options that podman writes behind a colon, or docker's list of `name=value`.
public struct NetworkOption: Sendable, Hashable {
    public var mode: String
    public var address: String?
    public var macAddress: String?

    public init(parsing text: String) throws(EngineError) {
        let first = text.prefix { $0 != "," }
        if first.contains("="), !first.prefix(while: { $0 != "=" }).contains(":") {
            self.init(mode: "")
            for part in text.split(separator: ",", omittingEmptySubsequences: false) { try take(part, of: text) }
            guard !mode.isEmpty else { throw EngineError(.invalid, "--network \(text) has no name=NETWORK") }
            return
        }
        let word = text.prefix { $0 != ":" }
        // The others take a name, a path or pasta's own options there.
        guard word == "bridge" || word == "default" || word == "private" || word == "host" || word == "none" else {
            self.init(mode: text)
            return
        }
        self.init(mode: String(word))
        guard word.count < text.count else { return }
        guard word == "bridge" || word == "default" else {
            throw EngineError(.invalid, "--network \(text): the network mode \(word) has no options")
        }
        for part in text.dropFirst(word.count + 1).split(separator: ",", omittingEmptySubsequences: false) {
            guard !part.hasPrefix("name=") else { throw Self.unknown(part, text) }
            try take(part, of: text)
        }
    }

    private init(mode: String) { self.mode = mode }

    private mutating func take(_ part: Substring, of text: String) throws(EngineError) {
        guard let equals = part.firstIndex(of: "="), part.index(after: equals) < part.endIndex else {
            throw Self.unknown(part, text)
        }
        let value = String(part[part.index(after: equals)...])
        switch part[..<equals] {
        case "name": mode = value
        case "ip": address = value
        case "mac", "mac-address": macAddress = value
        case "ip6", "alias", "interface_name", "host_interface_name", "driver-opt", "gw-priority", "link-local-ip", "mtu",
            "metric", "bclim", "no_default_route", "vlan", "mode":
            throw EngineError(.unsupported, "--network \(text): the option \(part[..<equals]) is not there yet")
        default: throw Self.unknown(part, text)
        }
    }

    private static func unknown(_ part: Substring, _ text: String) -> EngineError {
        EngineError(
            .invalid, "invalid option \"\(part)\" in --network \(text): known are ip=ADDRESS and mac=ADDRESS")
    }

    /// Puts it into a request that may have `--ip` and `--mac-address` too.
    public func apply(to request: inout ContainerRequest) throws(EngineError) {
        request.network = mode
        if let address {
            guard request.address == nil || request.address == address else {
                throw EngineError(.invalid, "--ip and the option ip of --network ask for different addresses: give one")
            }
            request.address = address
        }
        if let macAddress {
            guard request.macAddress == nil || request.macAddress == macAddress else {
                throw EngineError(
                    .invalid, "--mac-address and the option mac of --network ask for different addresses: give one")
            }
            request.macAddress = macAddress
        }
    }
}
