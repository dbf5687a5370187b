internal import ContainerNetworking
internal import ContainerState
internal import Linux
internal import Netlink

/// Connects a container to its network while its root is being put together.
enum NetworkSetup {
    /// `prepared`: the namespace that the first process is about to join, which `/proc/PID/ns/net` does not show yet.
    static func connect(
        _ shared: Supervision, process: Int32, prepared: consuming NetworkNamespace?
    ) throws(MonitorFailure) -> NetworkState? {
        let plan = shared.plan.network
        do throws(NetworkingError) {
            switch plan.mode {
            case .host, .container, .path: return nil
            case .none, .bridge, .pasta: break
            }
            let namespace: NetworkNamespace
            if let prepared { namespace = prepared } else { namespace = try NetworkNamespace(of: process) }
            switch plan.mode {
            case .bridge: return try attach(shared, namespace)
            case .pasta: try startPasta(shared, namespace)
            default: try raiseLoopback(in: namespace, rootless: shared.plan.toleratesMissingCgroup)
            }
            return nil
        } catch { throw MonitorFailure(code: 125, error.description) }
    }

    /// From inside a user namespace there is no way back into the host's network namespace: a child goes there and ends.
    private static func raiseLoopback(in namespace: borrowing NetworkNamespace, rootless: Bool) throws(NetworkingError) {
        guard rootless else { return try bringLoopbackUp(in: namespace) }
        do throws(SystemCallError) {
            switch try cloneProcess() {
            case .child:
                do throws(SystemCallError) {
                    try enterNamespaces(.network, of: namespace.descriptor)
                    try bringInterfaceUp("lo")
                } catch { CurrentProcess.exit(1) }
                CurrentProcess.exit(0)
            case .parent(let child, _):
                guard try waitForChild(.process(child))?.end == .exited(0) else {
                    throw SystemCallError(call: "setns", subject: "the container's network", errno: .perm)
                }
            }
        } catch { throw NetworkingError(error, doing: "bring up the loopback interface") }
    }

    /// Gives the address back. The interface went, or goes, with the container's namespace.
    static func disconnect(_ shared: Supervision) {
        if let lease = shared.network?.lease { _ = try? removeFile(lease) }  // gone already is as good
    }

    private static func attach(
        _ shared: Supervision, _ namespace: borrowing NetworkNamespace
    ) throws(NetworkingError) -> NetworkState {
        let plan = shared.plan.network
        guard let bridge = plan.bridge, let subnet = IPv4Subnet(bridge.subnet),
            let gateway = IPv4Address(bridge.gateway)
        else {
            throw NetworkingError(.invalid, doing: "connect the network", cause: "the launch plan names no bridge")
        }
        let network = NetworkConfiguration(name: bridge.name, bridge: bridge.bridge, subnet: subnet, gateway: gateway)
        let leases = AddressLeases(of: network, directory: bridge.directory)
        let holder = shared.container.runPath
        let address: IPv4Address
        if let wanted = plan.address {
            guard let parsed = IPv4Address(wanted) else {
                throw NetworkingError(.invalid, doing: "read --ip \(wanted)", cause: "it is no IPv4 address")
            }
            try leases.take(parsed, for: holder)
            address = parsed
        } else {
            address = try leases.take(for: holder)
        }
        do throws(NetworkingError) {
            var hardware: HardwareAddress?
            if let text = plan.macAddress {
                guard let parsed = HardwareAddress(text) else {
                    throw NetworkingError(.invalid, doing: "read --mac-address \(text)", cause: "it is no MAC address")
                }
                hardware = parsed
            }
            var host = try HostNetwork()
            let presence = try host.ensure(network)
            shared.notices += presence.warnings
            let interface = try host.attach(
                AttachmentRequest(network: network, presence: presence, address: address, hardwareAddress: hardware),
                to: namespace)
            try addToHosts(plan, address: "\(address)")
            return NetworkState(
                networkName: bridge.name, interface: interface.name, address: "\(address)",
                prefixLength: Int(interface.prefixLength), gateway: "\(gateway)",
                macAddress: "\(interface.hardwareAddress)",
                lease: leases.path(of: address))
        } catch {
            _ = try? leases.release(address, of: holder)  // the first error is the one to report
            throw error
        }
    }

    /// The container's own names, last in its `/etc/hosts`: the line before was another start's.
    private static func addToHosts(_ plan: NetworkPlan, address: String) throws(NetworkingError) {
        guard let path = plan.hostsFile, !plan.hostNames.isEmpty else { return }
        let mark = "\t" + String(joining: plan.hostNames, by: " ")
        do throws(SystemCallError) {
            var lines = String(decoding: try readFile(path), as: UTF8.self).split(
                separator: "\n", omittingEmptySubsequences: false)
            while let last = lines.last, last.isEmpty { lines.removeLast() }
            lines.removeAll { $0.hasSuffix(mark) }
            lines.append("\(address)\(mark)")
            // The file itself is bound into the container: it is rewritten in place.
            let file = try open(path, [.writeOnly, .truncate])
            try file.write(String(joining: lines.map { String($0) }, by: "\n") + "\n")
        } catch { throw NetworkingError(error, doing: "write the container's address to \(path)") }
    }

    private static func startPasta(
        _ shared: Supervision, _ namespace: borrowing NetworkNamespace
    ) throws(NetworkingError) {
        let path = environmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin"
        guard let program = Pasta.find(in: path) else {
            throw NetworkingError(
                .refused, doing: "connect the network",
                cause: "the program pasta is not installed. Install the package passt, or "
                    + "run with --network none or --network host")
        }
        let name = shared.container.networkNamespace
        do throws(SystemCallError) {
            // Left by a start before this one: its pasta ends with it.
            _ = try? removeFile(name)
            try makeDirectories("\(shared.container.runPath)/pasta", mode: 0o700)
            _ = try open(name, [.writeOnly, .create, .exclusive], mode: 0o600)
        } catch { throw NetworkingError(error, doing: "name the container's network namespace") }
        let pasta = Pasta(program: program, userOptions: shared.plan.network.options)
        try PastaStart(pasta, mounting: namespace.descriptor, on: name).wait()
    }
}
