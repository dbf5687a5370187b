internal import ContainerNetworking
internal import ContainerState
internal import Linux
internal import Netlink

extension Engine {
    /// Removes everything that this user's engine has made: containers, images, volumes, networks and the directories.
    ///
    /// Containers go first, running ones killed. When one cannot be ended nothing else is touched, since it still uses its files.
    package func reset() throws(EngineError) {
        for id in try state({ () throws(StateError) in try lookup.all() }) {
            let container = locations.container(id)
            do throws(EngineError) { try remove(container, force: true, volumes: true) } catch {
                // One that is damaged but does not run goes with its directory below.
                if error.code == .notFound { continue }
                guard try !mayRun(container) else {
                    throw EngineError(error.code, "\(error.message); nothing else was removed")
                }
            }
        }
        if !host.rootless { try removeNetworks() }
        for path in [
            locations.containers, locations.names, locations.volumes, locations.images, locations.networks,
            locations.trash,
        ] {
            try system("removing \(path)") { () throws(SystemCallError) in try removeTree(path) }
        }
        try removeRunDirectory()
        // A directory that somebody else uses too, or a mount point, stays.
        for path in [locations.runRoot, locations.root] { _ = try? removeDirectory(path) }
    }

    /// Whether a process of the container or of its monitor may be alive.
    private func mayRun(_ container: ContainerDirectory) throws(EngineError) -> Bool {
        do throws(EngineError) {
            switch try liveness(container) {
            case .running, .starting: return true
            case .created, .exited: return false
            }
        } catch {
            // Its state cannot be read: then the lock decides.
            return try state { () throws(StateError) in try Liveness.isSupervised(container) }
        }
    }

    /// Bridges and the firewall; what other state directories still use of them stays.
    private func removeNetworks() throws(EngineError) {
        let names = try system("listing the networks in \(locations.networks)") { () throws(SystemCallError) in
            try Linux.names(in: locations.networks)
        }
        var plans: [BridgePlan] = []
        for name in names {
            // A record that was cut off names no bridge that could be there.
            if let plan = (try? RecordFile.read(BridgePlan.self, from: "\(locations.networks)/\(name)/network.json"))
                ?? nil
            {
                plans.append(plan)
            }
        }
        if plans.isEmpty { return }
        do throws(NetworkingError) {
            var network = try HostNetwork()
            var isShared = false
            for plan in plans {
                guard let subnet = IPv4Subnet(plan.subnet), let gateway = IPv4Address(plan.gateway) else { continue }
                try network.remove(
                    NetworkConfiguration(name: plan.name, bridge: plan.bridge, subnet: subnet, gateway: gateway))
                if try isThere(plan.bridge) { isShared = true }
            }
            if !isShared { try network.removeFirewall() }
        } catch { throw EngineError(.system, error.description) }
    }

    private func isThere(_ interface: String) throws(NetworkingError) -> Bool {
        do throws(NetlinkError) {
            var route = try NetlinkConnection(.route)
            return try route.link(.name(interface)) != nil
        } catch { throw NetworkingError(error, doing: "look for the bridge \(interface)") }
    }

    private func removeRunDirectory() throws(EngineError) {
        try system("emptying \(locations.runRoot)") { () throws(SystemCallError) in
            for name in try Linux.names(in: locations.runRoot)
            where ContainerLookup.isID(name) || name == "events" || name == "namespace.lock" {
                try removeTree("\(locations.runRoot)/\(name)")
            }
        }
    }
}
