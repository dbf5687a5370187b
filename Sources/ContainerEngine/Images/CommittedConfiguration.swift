internal import ImageStorage
internal import OCISpecification

/// How the image that `commit` makes is run: as its container was, with what was asked for on top.
struct CommittedConfiguration {
    let record: ContainerRecord
    let parent: ImageContents
    let options: CommitOptions

    func make() throws(EngineError) -> ContainerDefaults {
        var config = parent.configuration.config ?? ContainerDefaults()
        config.Entrypoint = record.entrypoint.isEmpty ? nil : record.entrypoint
        config.Cmd = record.command.isEmpty ? nil : record.command
        config.Env = environment
        config.WorkingDir = record.workingDirectory
        if !record.user.isEmpty { config.User = record.user }
        if !record.labels.isEmpty { config.Labels = record.labels }
        if let signal = record.request.stopSignal { config.StopSignal = signal }
        for port in record.exposedPorts {
            config.ExposedPorts = (config.ExposedPorts ?? [:]).merging([port.contains("/") ? port : "\(port)/tcp": EmptyObject()]) { $1 }
        }
        for path in volumes { config.Volumes = (config.Volumes ?? [:]).merging([path: EmptyObject()]) { $1 } }
        // These are done when an image is built upon; that has happened.
        config.OnBuild = nil
        if let overrides = options.overrides { config.lay(overrides) }
        return try stored { () throws(ImageStoreError) in
            for change in options.changes { try ConfigurationChange(parsing: change).apply(to: &config) }
            return config
        }
    }

    /// Without what the engine sets anew for every container, and without the proxies of the host, which may have passwords in them.
    private var environment: [String] {
        func name(_ line: String) -> String { String(line.prefix { $0 != "=" }) }
        let wanted = Set(((parent.configuration.config?.Env ?? []) + record.request.environment).map(name))
        return record.environment.filter { line in wanted.contains(name(line)) || !Self.engines.contains(name(line)) }
    }

    private static let engines: Set<String> = [
        "HOME", "HOSTNAME", "TERM", "container", "http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY",
        "FTP_PROXY", "NO_PROXY",
    ]

    /// Of volumes with a name, or directories of the host, only who asks for them makes volumes of the image.
    private var volumes: [String] {
        record.mounts.filter { mount in
            mount.isAnonymous || (options.includesVolumes && (mount.kind == .volume || mount.kind == .bind))
        }.map { $0.destination }
    }
}

extension ContainerDefaults {
    /// Takes over what another one says: lists with keys grow, everything else is replaced.
    mutating func lay(_ other: ContainerDefaults) {
        if let value = other.User, !value.isEmpty { User = value }
        if let value = other.WorkingDir, !value.isEmpty { WorkingDir = value }
        if let value = other.StopSignal, !value.isEmpty { StopSignal = value }
        if let value = other.StopTimeout { StopTimeout = value }
        if let value = other.Hostname, !value.isEmpty { Hostname = value }
        if let value = other.Domainname, !value.isEmpty { Domainname = value }
        if let value = other.Healthcheck { Healthcheck = value }
        if let value = other.Shell, !value.isEmpty { Shell = value }
        if let value = other.OnBuild, !value.isEmpty { OnBuild = value }
        if let value = other.Entrypoint { Entrypoint = value }
        if let value = other.Cmd { Cmd = value }
        if let value = other.Env { Env = EnvironmentList.merge([Env ?? [], value]) }
        if let value = other.ExposedPorts { ExposedPorts = (ExposedPorts ?? [:]).merging(value) { $1 } }
        if let value = other.Volumes { Volumes = (Volumes ?? [:]).merging(value) { $1 } }
        if let value = other.Labels { Labels = (Labels ?? [:]).merging(value) { $1 } }
    }
}
