internal import ContainerState
internal import Linux
internal import OCISpecification

/// Finds out where each namespace of a container comes from.
struct NamespacePlanning {
    let engine: Engine
    let request: ContainerRequest
    let files: LayeredFiles
    let user: UserResolution

    func resolve() throws(EngineError) -> ConfigurationInput.Namespaces {
        var result = ConfigurationInput.Namespaces()
        result.pid = try .parse(request.pidMode, option: "--pid", allowed: ["private", "host", "container", "ns"])
        result.ipc = try .parse(
            request.ipcMode, option: "--ipc", allowed: ["private", "shareable", "host", "none", "container", "ns"])
        result.uts = try .parse(request.utsMode, option: "--uts", allowed: ["private", "host", "container", "ns"])
        result.cgroup = try .parse(request.cgroupMode, option: "--cgroupns", allowed: ["private", "host", "container", "ns"])
        result.network = try networkMode()
        if result.uts == .host, request.hostname != nil {
            throw EngineError(.invalid, "--hostname cannot be set with --uts host: it is the host's name then")
        }
        for (kind, file, mode) in [
            ("pid", "pid", result.pid), ("ipc", "ipc", result.ipc), ("uts", "uts", result.uts),
            ("cgroup", "cgroup", result.cgroup), ("network", "net", result.network),
        ] {
            switch mode {
            case .container(let word): result.paths[kind] = try path(of: file, container: word)
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
        case "slirp4netns": throw EngineError(.unsupported, "--network slirp4netns is not there: use pasta, none or host")
        case "host", "none", "container", "ns":
            return try .parse(mode, option: "--network", allowed: ["host", "none", "container", "ns"])
        default:
            throw EngineError(
                .unsupported, "the network \"\(mode)\" is not there: named networks are not there yet in this version of apus. "
                    + "Known are bridge, none, host, container:NAME, ns:PATH and pasta")
        }
    }

    /// The namespace file of a running container's first process.
    private func path(of file: String, container word: String) throws(EngineError) -> String {
        let container = try engine.find(word)
        guard case .running(let run, _) = try engine.liveness(container) else {
            throw EngineError(
                .notRunning, "cannot join a namespace of the container \(word): it is not running. Start it first")
        }
        return "/proc/\(run.pid)/ns/\(file)"
    }

    private func userNamespace(_ result: inout ConfigurationInput.Namespaces) throws(EngineError) {
        let mode = request.userMode
        let hasMaps = !request.uidMappings.isEmpty || !request.gidMappings.isEmpty
            || request.subuidName != nil || request.subgidName != nil
        let word = String(mode.prefix { $0 != ":" })
        if hasMaps {
            guard mode.isEmpty || word == "private" else {
                throw EngineError(.invalid, "--userns and --uidmap/--gidmap/--subuidname/--subgidname are mutually exclusive")
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
        case "auto", "private":
            result.userMappings = try UserMappings.automatic(mode, engine: engine, container: files)
        case "container":
            result.paths["user"] = try path(of: "user", container: String(mode.dropFirst(10)))
        case "ns":
            result.paths["user"] = String(mode.dropFirst(3))
        default:
            throw EngineError(
                .invalid, "invalid user namespace mode \"\(mode)\": it is one of host, auto, keep-id, nomap, private, container:NAME, ns:PATH")
        }
    }
}
