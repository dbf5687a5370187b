internal import Linux
internal import OCISpecification

extension RuntimeDirectory {
    /// Keeps the configuration as it is now for later commands: before there are control groups, so that `delete` finds
    /// those of a container that was never finished.
    public func keepConfiguration(of bundle: ContainerBundle) throws(RuntimeError) {
        let bytes = try bundle.configurationBytes()
        do throws(SystemCallError) { try write(bytes, to: configurationPath) } catch {
            throw RuntimeError(doing: "keep the configuration of container", subject: id, cause: error)
        }
    }

    /// Writes the record of a container whose first process runs.
    public func remember(_ launch: borrowing Launch, of bundle: ContainerBundle) throws(RuntimeError) {
        let configuration = bundle.configuration
        let hooks = configuration.hooks
        let later = !(hooks?.poststart ?? []).isEmpty || !(hooks?.poststop ?? []).isEmpty
        let boot: String
        do throws(SystemCallError) {
            if !launch.filter.isEmpty { try write(launch.filter, to: filterPath) }
            boot = try ProcessStart.bootID()
        } catch { throw RuntimeError(doing: "write the record of container", subject: path, cause: error) }
        var record = RuntimeRecord(
            id: id, pid: launch.pid, processStart: ProcessStart.of(launch.pid)?.ticks ?? 0, bootID: boot,
            bundle: bundle.path, rootfs: bundle.rootfs, created: Timestamp.now.rfc3339Nano,
            owner: "\(Credentials.effectiveUser)", annotations: configuration.annotations ?? [:],
            cgroupPath: launch.cgroupPath, hasLaterHooks: later)
        record.cacheGroups = launch.cacheGroups
        record.rootMountsBefore = launch.rootMountsBefore
        record.guidesLaterPrograms = configuration.guidesLaterPrograms
        try write(record)
    }

    private func write(_ bytes: [UInt8], to path: String) throws(SystemCallError) {
        // Nobody reads it before the record that is renamed into place after it.
        try open(path, [.writeOnly, .create, .truncate, .noFollow], mode: 0o600).write(bytes)
    }
}
