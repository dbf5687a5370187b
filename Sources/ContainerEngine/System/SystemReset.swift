internal import ContainerNetworking
internal import ContainerState
internal import Linux
internal import Netlink

extension Engine {
    /// Removes everything that this user's engine has made: containers, images, volumes, networks and the directories.
    ///
    /// Containers go first, running ones killed. When one cannot be ended nothing else is touched, since it still uses its files.
    public func reset() throws(EngineError) {
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
        for image in try mountedImages() { _ = try unmountImage("sha256:\(image.id)", force: true) }
        if !host.rootless { try removeNetworks() }
        for path in [
            locations.containers, locations.names, locations.volumes, locations.images, locations.trash,
            "\(locations.root)/mountpoints",
        ] {
            try system("removing \(path)") { () throws(SystemCallError) in try removeTree(path) }
        }
        try system("removing \(locations.driver)") { () throws(SystemCallError) in
            do throws(SystemCallError) { try removeFile(locations.driver) } catch { if error.errno != .noEntry { throw error } }
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

    /// Bridges and the firewall, unless containers of other state directories are on them.
    private func removeNetworks() throws(EngineError) {
        let names = try system("listing the networks in \(StateLocations.networks)") { () throws(SystemCallError) in
            try exists(StateLocations.networks) ? Linux.names(in: StateLocations.networks) : []
        }
        if names.isEmpty { return }
        do throws(NetworkingError) {
            var host = try HostNetwork()
            var isShared = false
            for name in names {
                let directory = "\(StateLocations.networks)/\(name)"
                // A record that was cut off names no bridge that could be there.
                if let plan = (try? RecordFile.read(BridgePlan.self, from: "\(directory)/network.json")) ?? nil,
                    let subnet = IPv4Subnet(plan.subnet), let gateway = IPv4Address(plan.gateway)
                {
                    let network = NetworkConfiguration(
                        name: plan.name, bridge: plan.bridge, subnet: subnet, gateway: gateway)
                    let leases = AddressLeases(of: network, directory: directory)
                    try leases.reclaim()
                    guard try leases.all().isEmpty else {
                        isShared = true
                        continue
                    }
                    try host.remove(network)
                }
                _ = try? removeTree(directory)  // in /run, with nothing in it that matters
            }
            if !isShared { try host.removeFirewall() }
        } catch { throw EngineError(.system, error.description) }
        _ = try? removeDirectory(StateLocations.networks)  // not when a network is left
    }

    private func removeRunDirectory() throws(EngineError) {
        try system("emptying \(locations.runRoot)") { () throws(SystemCallError) in
            for name in try Linux.names(in: locations.runRoot)
            where ContainerLookup.isID(name) || name == "events" || name == "filters" || name.hasSuffix(".lock") {
                try removeTree("\(locations.runRoot)/\(name)")
            }
        }
    }
}
