internal import ContainerState
internal import Linux
internal import OCISpecification

/// Finds out where each namespace of a container comes from.
struct NamespacePlanning {
    let engine: Engine
    let request: ContainerRequest
    let container: ContainerDirectory
    let files: LayeredFiles
    let user: UserResolution

    func resolve() throws(EngineError) -> ConfigurationInput.Namespaces {
        var result = ConfigurationInput.Namespaces()
        result.pid = try .parse(request.pidMode, option: "--pid", allowed: ["private", "host", "container", "ns"])
        result.ipc = try .parse(
            request.ipcMode, option: "--ipc", allowed: ["private", "shareable", "host", "none", "container", "ns"])
        result.uts = try .parse(request.utsMode, option: "--uts", allowed: ["private", "host", "container", "ns"])
        result.cgroup = try .parse(
            request.cgroupMode, option: "--cgroupns", allowed: ["private", "host", "container", "ns"])
        result.network = try networkMode()
        if result.uts == .host, request.hostname != nil {
            throw EngineError(.invalid, "--hostname cannot be set with --uts host: it is the host's name then")
        }
        for (kind, file, mode) in [
            ("pid", "pid", result.pid), ("ipc", "ipc", result.ipc), ("uts", "uts", result.uts),
            ("cgroup", "cgroup", result.cgroup), ("network", "net", result.network),
        ] {
            switch mode {
            case .container(let word):
                let owner = try engine.find(word)
                result.owners[kind] = owner.id
                result.paths[kind] = try path(of: file, owner)
            case .path(let path): result.paths[kind] = path
            default: break
            }
        }
        try userNamespace(&result)
        return result
    }

    private func networkMode() throws(EngineError) -> NamespaceMode {
        let mode = request.network
        let word = mode.prefix { $0 != ":" }
        switch word {
        case "", "bridge", "default", "private", "pasta": return .privateOne
        case "slirp4netns":
            throw EngineError(.unsupported, "--network slirp4netns is not there: use pasta, none or host")
        case "host", "none", "container", "ns":
            return try .parse(mode, option: "--network", allowed: ["host", "none", "container", "ns"])
        default:
            throw EngineError(
                .unsupported,
                "the network \"\(mode)\" is not there: named networks are not there yet in this version of apus. "
                    + "Known are bridge, none, host, container:NAME, ns:PATH and pasta")
        }
    }

    /// The namespace file of a container's first process; which one that is when this container starts is seen then.
    private func path(of file: String, _ container: ContainerDirectory) throws(EngineError) -> String {
        guard case .running(let run, _) = try engine.liveness(container) else { return "/proc/0/ns/\(file)" }
        return "/proc/\(run.pid)/ns/\(file)"
    }

    private func userNamespace(_ result: inout ConfigurationInput.Namespaces) throws(EngineError) {
        let mode = request.userMode
        let hasMaps =
            !request.uidMappings.isEmpty || !request.gidMappings.isEmpty
            || request.subuidName != nil || request.subgidName != nil
        let word = String(mode.prefix { $0 != ":" })
        if hasMaps {
            guard mode.isEmpty || word == "private" else {
                throw EngineError(
                    .invalid, "--userns and --uidmap/--gidmap/--subuidname/--subgidname are mutually exclusive")
            }
            result.userMappings = try UserMappings.explicit(request, host: engine.host)
            return
        }
        switch word {
        case "", "host": return
        case "keep-id":
            result.userMappings = try UserMappings.keepID(mode, host: engine.host)
        case "nomap":
            result.userMappings = try UserMappings.noMap(host: engine.host)
        case "auto":
            result.userMappings = try AutomaticMappings(
                engine: engine, container: container, files: files, user: user
            ).choose(mode)
        case "private":
            throw EngineError(
                .invalid,
                "must provide at least one UID or GID mapping to configure a user namespace: --userns private goes "
                    + "with --uidmap, --gidmap or --subuidname. See --userns auto")
        case "container":
            let other = try engine.find(String(mode.dropFirst(10)))
            let linux = try engine.configuration(other).linux
            // It may be in the engine's own, which cannot be joined: we are in it.
            guard let users = linux?.uidMappings, !users.isEmpty else { return }
            result.userMappings = UserMappings(users: users, groups: linux?.gidMappings ?? [])
            result.owners["user"] = other.id
            result.paths["user"] = try path(of: "user", other)
        case "ns":
            try join(String(mode.dropFirst(3)), &result)
        default:
            throw EngineError(
                .invalid,
                "invalid user namespace mode \"\(mode)\": it is one of host, auto, keep-id, nomap, private, container:NAME, ns:PATH"
            )
        }
    }

    /// A user namespace by its file. How it maps ids can only be read of a process in it.
    private func join(_ path: String, _ result: inout ConfigurationInput.Namespaces) throws(EngineError) {
        guard path.hasPrefix("/proc/"), path.hasSuffix("/ns/user") else {
            throw EngineError(
                .unsupported,
                "--userns ns:\(path): how that user namespace maps ids cannot be found out. Give it as "
                    + "ns:/proc/PID/ns/user of a process in it")
        }
        let process = String(path.dropLast("/ns/user".count))
        let same = try system("comparing the user namespace \(path) with ours") { () throws(SystemCallError) in
            try status(of: path).inode == status(of: "/proc/self/ns/user").inode
        }
        if same { return }
        func map(_ name: String) throws(EngineError) -> [LinuxIDMapping] {
            try system("reading how \(path) maps ids") { () throws(SystemCallError) in
                [LinuxIDMapping](
                    parsingMap: String(decoding: try readFile("\(process)/\(name)", limit: 65536), as: UTF8.self))
            }
        }
        result.userMappings = UserMappings(users: try map("uid_map"), groups: try map("gid_map"))
        result.paths["user"] = path
    }
}
