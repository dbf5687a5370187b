internal import ContainerNetworking
internal import ContainerState
internal import JSONText
internal import Linux
internal import Netlink

/// How a container reaches the network, and the files that go with it.
struct NetworkPlanning {
    let engine: Engine
    let request: ContainerRequest
    let container: ContainerDirectory

    struct Result {
        var plan: NetworkPlan
        /// The host name of the container whose network is used.
        var hostname: String?
        var planning: NetworkPlanning

        func writeFiles(hostname: String, container: ContainerDirectory) throws(EngineError) {
            try planning.writeFiles(plan, hostname: hostname)
        }
    }

    func resolve(_ namespaces: ConfigurationInput.Namespaces) throws(EngineError) -> Result {
        let hasAddress = request.address != nil || request.macAddress != nil
        var plan: NetworkPlan
        switch namespaces.network {
        case .host: plan = NetworkPlan(mode: .host)
        case .none: plan = NetworkPlan(mode: .none)
        case .path: plan = NetworkPlan(mode: .path)
        case .container(let word): plan = NetworkPlan(mode: .container, container: try engine.find(word).id)
        default:
            let word = request.network.prefix { $0 != ":" }
            if word == "pasta" || (engine.host.rootless && word != "bridge") {
                guard engine.host.rootless else {
                    throw EngineError(
                        .invalid,
                        "--network pasta is for ordinary users: as root leave --network away for the bridge, or use none or host")
                }
                let options = request.network.dropFirst(word.count).drop { $0 == ":" }.split(separator: ",").map(
                    String.init)
                plan = NetworkPlan(mode: .pasta, options: options)
            } else {
                guard !engine.host.rootless else {
                    throw EngineError(
                        .unsupported,
                        "--network bridge as an ordinary user is not there yet: leave --network away for pasta, or use none or host"
                    )
                }
                plan = NetworkPlan(mode: .bridge, bridge: try defaultBridge())
                try checkAddresses(plan.bridge)
                plan.address = request.address
                plan.macAddress = request.macAddress
            }
        }
        if hasAddress, plan.mode != .bridge {
            throw EngineError(
                .invalid, "--ip and --mac-address need a container of its own on the bridge: leave --network away")
        }
        if request.writesHosts, plan.mode == .bridge { plan.hostsFile = container.hosts }
        return Result(plan: plan, hostname: nil, planning: self)
    }

    /// What can never be had is refused before there is a container.
    private func checkAddresses(_ bridge: BridgePlan?) throws(EngineError) {
        if let text = request.address {
            guard let address = IPv4Address(text) else {
                throw EngineError(.invalid, "--ip \(text): it is no IPv4 address")
            }
            if let subnet = bridge.flatMap({ IPv4Subnet($0.subnet) }), !subnet.contains(address) {
                throw EngineError(
                    .invalid, "--ip \(text): it is not in the subnet \(subnet) of the network \(bridge?.name ?? "")")
            }
        }
        if let text = request.macAddress, HardwareAddress(text) == nil {
            throw EngineError(.invalid, "--mac-address \(text): it is no MAC address: give six bytes, as 02:11:22:33:44:55")
        }
    }

    /// The default network; its subnet is chosen once a boot, beside those that the host has or asks for names in.
    private func defaultBridge() throws(EngineError) -> BridgePlan {
        let directory = "\(StateLocations.networks)/default"
        if let found = try state({ () throws(StateError) in
            try RecordFile.read(BridgePlan.self, from: "\(directory)/network.json")
        }) {
            return found
        }
        let network: NetworkConfiguration
        do throws(NetworkingError) {
            var host = try HostNetwork()
            if let present = try host.subnet(ofBridge: NetworkConfiguration.standardBridge) {
                network = .standard(in: present.subnet, gateway: present.gateway)
            } else {
                let servers = try hostResolverConfiguration().servers.compactMap { IPv4Address($0) }
                network = NetworkConfiguration.standard(
                    in: try host.freeSubnet(avoiding: servers.compactMap { IPv4Subnet(holding: $0, prefixLength: 32) }))
            }
        } catch { throw EngineError(.system, error.description) }
        try system("making the default network in \(directory)") { () throws(SystemCallError) in
            try makeDirectories("\(directory)/leases", mode: 0o700)
        }
        let plan = BridgePlan(
            name: "default", directory: directory, bridge: network.bridge, subnet: "\(network.subnet)",
            gateway: "\(network.gateway)")
        // Two first commands at once: the one that is quicker has chosen.
        let temporary = "\(directory)/network.json.\(CurrentProcess.identifier)"
        try state { () throws(StateError) in try RecordFile.write(plan, to: temporary, bootID: engine.bootID) }
        do throws(SystemCallError) { try rename(temporary, to: "\(directory)/network.json", mode: .refusing) } catch {
            _ = try? removeFile(temporary)
            guard error.errno == .exists else { throw EngineError("making the default network", error) }
            return try defaultBridge()
        }
        return plan
    }

    /// `/etc/hosts`, `/etc/resolv.conf` and `/etc/hostname`.
    func writeFiles(_ plan: NetworkPlan, hostname: String) throws(EngineError) {
        do throws(NetworkingError) {
            if request.writesHosts { try write(container.hosts, try hosts(plan, hostname)) }
            if request.dnsServers != ["none"] { try write(container.resolvConf, try resolver(plan)) }
            if request.writesHostname { try write(container.hostname, HostsFile.hostnameFile(hostname)) }
        } catch { throw EngineError(.invalid, error.description) }
    }

    private func hosts(_ plan: NetworkPlan, _ hostname: String) throws(NetworkingError) -> String {
        let extra = try request.addedHosts.map { (text) throws(NetworkingError) in try ExtraHost(text) }
        switch plan.mode {
        case .bridge:
            let gateway = plan.bridge.flatMap { IPv4Address($0.gateway) }
            return try HostsFile(hostname: "", hostGateway: gateway.map { .version4($0) }, extra: extra).text()
        case .host:
            // As podman: the host's own file, and what the user adds.
            let base = (try? readFile("/etc/hosts", limit: 1 << 20)).map { String(decoding: $0, as: UTF8.self) }
            return try HostsFile(hostname: "", extra: extra, base: base).text()
        default:
            let local = IPAddress("127.0.1.1").map { [$0] } ?? []
            return try HostsFile(hostname: hostname, addresses: local, extra: extra).text()
        }
    }

    private func resolver(_ plan: NetworkPlan) throws(NetworkingError) -> String {
        let host = try hostResolverConfiguration()
        if plan.mode == .host, request.dnsServers.isEmpty, request.dnsSearch.isEmpty, request.dnsOptions.isEmpty,
            let text = try? readFile("/etc/resolv.conf", limit: 1 << 20)
        {
            return String(decoding: text, as: UTF8.self)
        }
        var servers = request.dnsServers
        if plan.mode == .pasta, servers.isEmpty { servers = ["\(Pasta.nameServer)"] }
        return try host.forContainer(servers: servers, search: request.dnsSearch, options: request.dnsOptions).text
    }

    private func write(_ path: String, _ text: String) throws(NetworkingError) {
        do throws(SystemCallError) {
            try open(path, [.writeOnly, .create, .truncate], mode: 0o644).write(text)
        } catch { throw NetworkingError(error, doing: "write \(path)") }
    }
}
