internal import CommandLineGrammar
internal import ContainerEngine

extension OptionRow where Options == CreateOptions {
    /// Names, addresses and the network.
    static func networkRows() -> [OptionRow] {
        [
            .value(
                "network", "mode", "bridge[:ip=,mac=], none, host, container:NAME, ns:PATH or pasta", aliases: ["net"],
                completes: .values(["bridge", "none", "host", "pasta"])
            ) { (options, text) throws(UsageError) in
                options.networks.append(try engineValue { () throws(EngineError) in try NetworkOption(parsing: text) })
            },
            .string("hostname", short: "h", "name", "The host name of the container") { $0.request.hostname = $1 },
            .string("domainname", "name", "The NIS domain name of the container") { $0.request.domainName = $1 },
            .string("ip", "address", "The IPv4 address on the bridge") { $0.request.address = $1 },
            .string("mac-address", "address", "The MAC address on the bridge") { $0.request.macAddress = $1 },
            .string("add-host", "name:address", "Add a line to /etc/hosts; host-gateway stands for this host") {
                $0.request.addedHosts.append($1)
            },
            .strings("dns", "address", "Name servers to ask; none leaves the image's resolv.conf") {
                $0.request.dnsServers += $1
            },
            .strings("dns-search", "domain", "Domains to complete short names with; . for none") {
                $0.request.dnsSearch += $1
            },
            .strings("dns-option", "option", "Options of the resolver, see resolv.conf(5)", aliases: ["dns-opt"]) {
                $0.request.dnsOptions += $1
            },
            .flag("no-hosts", "Leave the image's /etc/hosts") { $0.request.writesHosts = !$1 },
            .flag("no-hostname", "Leave the image's /etc/hostname") { $0.request.writesHostname = !$1 },
            .value("expose", "port[-port][/protocol]", "Note ports that the container serves") {
                (options, text) throws(UsageError) in
                options.request.exposedPorts += try engineValue { () throws(EngineError) in
                    try ExposedPorts.parse(text)
                }
            },
        ]
    }
}
