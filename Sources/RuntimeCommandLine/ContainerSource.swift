internal import ContainerRuntime
internal import JSONText
internal import Linux
internal import OCISpecification

/// A bundle on its way to be a container: what `create` and `run` have in common.
struct ContainerSource {
    let directory: RuntimeDirectory
    let configuration: RuntimeConfiguration
    let configurationBytes: [UInt8]
    /// Absolute.
    let bundle: String
    let rootfs: String
    let cgroup: CgroupRequest
    let options: BundleOptions
    private let filterCache: String

    init(_ id: String, _ options: BundleOptions, _ globals: RuntimeOptions) throws(RuntimeError) {
        self.options = options
        directory = try globals.directory(id)
        filterCache = globals.filterCache
        bundle = try Self.absolute(options.bundle)
        let file = options.configuration.hasPrefix("/") ? options.configuration : "\(bundle)/\(options.configuration)"
        configurationBytes = try ConfigurationFile.bytes(file)
        configuration = try ConfigurationFile.parse(configurationBytes, from: file)
        guard let root = configuration.root, !root.path.isEmpty else {
            throw RuntimeError(
                .invalidConfiguration, doing: "read \(file)", subject: "root.path", cause: "it is missing")
        }
        rootfs = root.path.hasPrefix("/") ? root.path : "\(bundle)/\(root.path)"
        let manager = try globals.manager(path: configuration.linux?.cgroupsPath, container: id)
        cgroup = CgroupRequest(
            path: RuntimeDirectory.controlGroup(of: configuration, id: id), manager: manager,
            toleratesFailure: !Self.limits(configuration.linux?.resources) && globals.isRootless, isRootless: globals.isRootless)
    }

    /// Whether the container asks for more than rules about devices, which a user cannot make anyway.
    private static func limits(_ resources: LinuxResources?) -> Bool {
        guard var resources else { return false }
        resources.devices = nil
        return resources != LinuxResources()
    }

    /// A request with the runtime's own streams.
    func request(releaseSocket: consuming Descriptor? = nil) throws(RuntimeError) -> LaunchRequest {
        var configuration = configuration
        let activation = options.activation
        if !activation.isEmpty {
            let environment = configuration.process?.env ?? []
            configuration.process?.env = environment + activation
        }
        try ReadinessRelay.announce(&configuration, directory)
        var request = LaunchRequest(
            id: directory.id, bundle: bundle, configuration: configuration, root: .directory(path: rootfs),
            streams: StandardStreams(), cgroup: cgroup)
        request.preservedDescriptors = options.preserved
        request.keepsKeyring = options.noNewKeyring
        request.pivots = !options.noPivot
        request.filterCache = filterCache
        request.releaseSocket = releaseSocket
        return request
    }

    /// Keeps the configuration as it is now for later commands: before there are control groups, so that `delete` finds
    /// those of a container that was never finished.
    func keepConfiguration() throws(RuntimeError) {
        do throws(SystemCallError) { try write(configurationBytes, to: directory.configurationPath) } catch {
            throw RuntimeError(doing: "keep the configuration of container", subject: directory.id, cause: error)
        }
    }

    /// Writes the record.
    func remember(_ launch: borrowing Launch) throws(RuntimeError) {
        let hooks = configuration.hooks
        let later = !(hooks?.poststart ?? []).isEmpty || !(hooks?.poststop ?? []).isEmpty
        let boot: String
        do throws(SystemCallError) {
            if !launch.filter.isEmpty { try write(launch.filter, to: directory.filterPath) }
            boot = try ProcessStart.bootID()
        } catch { throw RuntimeError(doing: "write the record of container", subject: directory.path, cause: error) }
        var record = RuntimeRecord(
            id: directory.id, pid: launch.pid, processStart: ProcessStart.of(launch.pid)?.ticks ?? 0, bootID: boot,
            bundle: bundle, rootfs: rootfs, created: Timestamp.now.rfc3339Nano,
            owner: "\(Credentials.effectiveUser)", annotations: configuration.annotations ?? [:],
            cgroupPath: launch.cgroupPath, hasLaterHooks: later)
        record.cacheGroups = launch.cacheGroups
        record.rootMountsBefore = launch.rootMountsBefore
        record.guidesLaterPrograms = configuration.guidesLaterPrograms
        try directory.write(record)
    }

    private func write(_ bytes: [UInt8], to path: String) throws(SystemCallError) {
        // Nobody reads it before the record that is renamed into place after it.
        try open(path, [.writeOnly, .create, .truncate, .noFollow], mode: 0o600).write(bytes)
    }

    private static func absolute(_ path: String) throws(RuntimeError) -> String {
        var path = path
        while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
        if path.hasPrefix("/") { return path }
        do throws(SystemCallError) {
            let here = try currentDirectoryPath()
            if path.isEmpty || path == "." { return here }
            return here == "/" ? "/\(path)" : "\(here)/\(path)"
        } catch { throw RuntimeError(doing: "find the bundle", subject: path, cause: error) }
    }
}
