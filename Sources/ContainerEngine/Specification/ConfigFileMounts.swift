internal import ContainerState
internal import Linux
internal import OCISpecification

/// `/etc/hosts`, `/etc/resolv.conf` and `/etc/hostname`: written by the engine, bound into the container.
enum ConfigFileMounts {
    static func mounts(_ input: ConfigurationInput) -> [Mount] {
        var mounts: [Mount] = []
        func bind(_ source: String, _ destination: String) {
            var options = ["bind", "rprivate"]
            if input.request.readOnly { options.append("ro") }
            mounts.append(Mount(destination: destination, type: "bind", source: source, options: options))
        }
        let request = input.request
        if request.writesHosts {
            bind(file(\.hosts, input, isOwn: !request.addedHosts.isEmpty), "/etc/hosts")
        }
        if request.dnsServers != ["none"] {
            let isOwn = !(request.dnsServers + request.dnsSearch + request.dnsOptions).isEmpty
            bind(file(\.resolvConf, input, isOwn: isOwn), "/etc/resolv.conf")
        }
        if input.request.writesHostname { bind(input.directory.hostname, "/etc/hostname") }
        return mounts
    }

    /// Who uses the network of another container finds names as that one does, if nothing else was asked for (as docker and
    /// podman).
    private static func file(
        _ path: KeyPath<ContainerDirectory, String>, _ input: ConfigurationInput, isOwn: Bool
    ) -> String {
        // One that cannot be looked at is as good as none: then it is the container's own.
        if let owner = input.networkOwner, !isOwn, (try? exists(owner[keyPath: path])) == true {
            return owner[keyPath: path]
        }
        return input.directory[keyPath: path]
    }
}
