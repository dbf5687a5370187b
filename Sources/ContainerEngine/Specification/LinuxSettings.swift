internal import Linux
internal import OCISpecification
internal import Seccomp

extension ConfigurationBuilder {
    /// Namespaces, devices, limits, filters.
    func linux(_ security: SecuritySettings) throws(EngineError) -> LinuxConfiguration {
        var masked = request.privileged ? [] : DefaultMounts.maskedPaths
        var readOnly = request.privileged ? [] : DefaultMounts.readOnlyPaths
        for pattern in security.unmasked {
            if pattern.uppercased() == "ALL" {
                masked = []
                readOnly = []
            } else {
                masked.removeAll { Self.matches($0, pattern) }
                readOnly.removeAll { Self.matches($0, pattern) }
            }
        }
        masked += security.masked
        var asked = request
        if input.host.rootless { asked.devices.removeAll { $0.container != $0.host } }  // bound, see DeviceSettings.binds
        let devices = try DeviceSettings.devices(asked)
        return LinuxConfiguration(
            uidMappings: input.namespaces.userMappings?.users,
            gidMappings: input.namespaces.userMappings?.groups,
            namespaces: namespaces(),
            devices: devices.isEmpty ? nil : devices,
            cgroupsPath: input.cgroupPath.isEmpty ? nil : input.cgroupPath,
            resources: try ResourceSettings.resources(request, host: input.host),
            rootfsPropagation: nil,
            seccomp: try seccomp(security),
            sysctl: sysctls,
            maskedPaths: masked,
            readonlyPaths: readOnly)
    }

    /// The user's kernel parameters; and, as podman has it, everybody may ping without CAP_NET_RAW.
    private var sysctls: [String: String]? {
        var all = request.sysctls
        switch input.namespaces.network {
        case .privateOne, .none, .shareable:
            if all["net.ipv4.ping_group_range"] == nil {
                // The kernel takes no group that the user namespace does not map.
                let lowest = input.namespaces.userMappings?.groups.inside.runs.first?.lowerBound ?? 0
                all["net.ipv4.ping_group_range"] = "\(lowest) \(lowest)"
            }
        case .host, .container, .path: break
        }
        return all.isEmpty ? nil : all
    }

    /// A `*` in the pattern stands for anything but a slash, as in a shell.
    static func matches(_ path: String, _ pattern: String) -> Bool {
        func match(_ path: Substring, _ pattern: Substring) -> Bool {
            guard let first = pattern.first else { return path.isEmpty }
            if first == "*" {
                var rest = path
                while true {
                    if match(rest, pattern.dropFirst()) { return true }
                    guard let next = rest.first, next != "/" else { return false }
                    rest = rest.dropFirst()
                }
            }
            return path.first == first && match(path.dropFirst(), pattern.dropFirst())
        }
        return match(path[...], pattern[...])
    }

    private func namespaces() -> [LinuxNamespace] {
        var list = [LinuxNamespace(type: "mount")]
        func add(_ type: String, _ mode: NamespaceMode) {
            switch mode {
            case .host: break
            case .privateOne, .shareable, .none: list.append(LinuxNamespace(type: type))
            case .container, .path: list.append(LinuxNamespace(type: type, path: input.namespaces.paths[type]))
            }
        }
        add("pid", input.namespaces.pid)
        add("ipc", input.namespaces.ipc)
        add("uts", input.namespaces.uts)
        add("network", input.namespaces.network)
        add("cgroup", input.namespaces.cgroup)
        if input.namespaces.userMappings != nil {
            list.append(LinuxNamespace(type: "user", path: input.namespaces.paths["user"]))
        }
        return list
    }

    private func seccomp(_ security: SecuritySettings) throws(EngineError) -> LinuxSeccomp? {
        if security.seccomp == "unconfined" { return nil }
        if request.privileged && security.seccomp == nil { return nil }
        let capabilities = try CapabilitySet.resolve(
            added: request.capabilitiesAdded, dropped: request.capabilitiesDropped, privileged: request.privileged,
            available: input.host.capabilities)
        return try SeccompSettings.profile(path: security.seccomp, capabilities: capabilities)
    }
}
