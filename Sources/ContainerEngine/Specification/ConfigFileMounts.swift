internal import ContainerState
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
        if input.request.writesHosts { bind(input.directory.hosts, "/etc/hosts") }
        if input.request.dnsServers != ["none"] { bind(input.directory.resolvConf, "/etc/resolv.conf") }
        if input.request.writesHostname { bind(input.directory.hostname, "/etc/hostname") }
        return mounts
    }
}
