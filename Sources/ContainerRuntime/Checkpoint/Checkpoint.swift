internal import ControlGroups
internal import Linux
internal import OCISpecification

/// Writes a running container down, with all its processes and their memory, so that it can go on later or elsewhere.
public enum Checkpoint {
    /// Returns when it is written. Without `leavesRunning` and `preDumps` the container is gone then.
    public static func take(_ directory: RuntimeDirectory, _ options: CheckpointOptions) throws(RuntimeError) {
        let record = try directory.read()
        let status = try directory.status(record)
        guard status == .running || status == .paused, let living = try LivingContainer(record) else {
            throw RuntimeError(
                .wrongState, doing: "checkpoint container", subject: record.id, cause: "it is \(status.rawValue)")
        }
        if record.rootMountsBefore != nil {
            throw RuntimeError(
                .unsupported, doing: "checkpoint container", subject: record.id, cause: "it has no mount namespace of its own")
        }
        let folders = try CheckpointFolders(options, log: "dump.log", making: true)
        let criu = try CriuProgram()
        if options.preDumps || options.parent != nil { try criu.requireMemoryTracking() }
        if options.networkLock != nil { try criu.require(31700, for: "--network-lock") }
        let configuration = try directory.configuration()
        let kind = options.preDumps ? CriuRequest.Kind.preDump : .dump
        let run = try criu.start()
        do throws(RuntimeError) {
            var wanted = try self.options(options, folders, record, configuration, living.pid, directory)
            if !options.preDumps {
                let streams = try StreamNames.of(living.pid)
                wanted.external += StreamNames.external(streams)
                try StreamNames.write(streams, to: options.images)
            }
            try run.proceed()
            _ = try run.ask(CriuRequest(kind, wanted), log: folders.log) { (name, _, _) throws(RuntimeError) in
                if name == "status-ready" { tellReady(options.statusDescriptor) }
            }
        } catch {
            run.abandon()
            throw error
        }
        try run.finish()
        if options.leavesRunning || options.preDumps { return }
        do throws(RuntimeError) { try ContainerDelete.delete(directory, force: true) } catch {
            // Who waited for its end may have taken it away.
            if error.code != .noSuchContainer { throw error }
        }
    }

    private static func options(
        _ options: CheckpointOptions, _ folders: borrowing CheckpointFolders, _ record: RuntimeRecord,
        _ configuration: RuntimeConfiguration, _ process: Int32, _ directory: RuntimeDirectory
    ) throws(RuntimeError) -> CriuOptions {
        var wanted = CriuOptions(
            imageDirectory: folders.images.number, workDirectory: folders.workNumber, logFile: folders.logName, root: record.rootfs,
            process: process, asked: options)
        wanted.configurationFile = try CriuConfiguration.file(record.annotations)
        wanted.external = try ExternalNamespaces.names(configuration)
        let groups = try ContainerGroups.find(CgroupRequest(path: record.cgroupPath))
        wanted.freezer = groups.freezerDirectory
        if options.preDumps { return wanted }
        let request = LaunchRequest(
            id: record.id, bundle: record.bundle, configuration: configuration, root: .directory(path: record.rootfs),
            streams: StandardStreams(), cgroup: CgroupRequest(path: record.cgroupPath))
        let plan = try LaunchPlan(request, namespaces: NamespacePlan(configuration))
        wanted.externalMounts = try ExternalMounts(
            plan, rootfs: record.rootfs, of: process, directory: directory, groups: groups
        ).names
        return wanted
    }

    /// One that nobody reads any more is not missed.
    private static func tellReady(_ number: Int32?) {
        guard let number else { return }
        let descriptor = Descriptor(owning: number)
        // Whoever asked to be told may have gone.
        _ = try? descriptor.write([0])
    }
}

extension ContainerGroups {
    /// Where all processes of the container can be stopped at once.
    var freezerDirectory: String? {
        guard let group else { return nil }
        for place in group.places where group.layout.isUnified || place.hierarchy.has(.freezer) { return place.directory }
        return nil
    }
}
