internal import Linux
public import OCISpecification

/// Takes a container that has ended away: control groups, poststop hooks, directory.
public enum ContainerDelete {
    /// `force` kills one that still runs, and removes what is left of one that was never finished.
    public static func delete(_ directory: RuntimeDirectory, force: Bool) throws(RuntimeError) {
        let record: RuntimeRecord
        do throws(RuntimeError) { record = try directory.read() } catch {
            guard force else { throw error }
            if error.code == .noSuchContainer {
                // Without a record there is no process: it ended with the `create` that was interrupted. Its control
                // groups may be left; those that hold processes are somebody else's.
                if let path = directory.intendedControlGroup() { try RecordedGroups.removeEmpty(path) }
                return try directory.remove()
            }
            if error.code == .wrongState { return try directory.remove() }
            throw error
        }
        if let living = try LivingContainer(record) {
            let status = try directory.status(record)
            guard force || status == .created else {
                throw RuntimeError(
                    .wrongState, doing: "delete container", subject: record.id,
                    cause: "it is \(status.rawValue); stop it first, or use --force")
            }
            try kill(living, record)
        }
        // Without a pid namespace others may outlive the first process: they are killed here.
        try RecordedGroups.remove(record.cgroupPath)
        CacheControl.remove(record.cacheGroups)
        if let before = record.rootMountsBefore { try removeSharedMounts(directory, record, before) }
        try runHooks(directory, record)
        try directory.remove()
    }

    private static func removeSharedMounts(
        _ directory: RuntimeDirectory, _ record: RuntimeRecord, _ before: Int
    ) throws(RuntimeError) {
        let namespaces = try directory.configuration().linux?.namespaces ?? []
        let shared = try MountNamespaceVisit.shared(by: namespaces.map { ($0.type, $0.path) })
        // What was mounted in one that has ended went with it.
        if Launch.number(of: shared) == nil, namespaces.contains(where: { $0.type == "mount" }) { return }
        try MountNamespaceVisit.perform(shared) { () throws(RuntimeError) in
            try SharedMounts.remove(from: record.rootfs, before: before)
        }
    }

    private static func runHooks(_ directory: RuntimeDirectory, _ record: RuntimeRecord) throws(RuntimeError) {
        guard record.hasLaterHooks else { return }
        let configuration = try directory.configuration()
        try HookPlan(configuration).runAll(.poststop, state: record.state(.stopped, configuration.ociVersion))
    }

    private static func kill(_ living: borrowing LivingContainer, _ record: RuntimeRecord) throws(RuntimeError) {
        do throws(SystemCallError) { try sendSignal(SignalNumber.kill, to: living.descriptor) } catch {
            guard error.errno == .noProcess else {
                throw RuntimeError(doing: "kill container", subject: record.id, cause: error)
            }
        }
        try doing("wait for the end of container", record.id) { () throws(SystemCallError) in
            if try !waitUntilReady(living.descriptor.number, .readable, milliseconds: 20).isEmpty { return }
            // It may be paused. What cannot be thawed shows in the wait.
            _ = try? RecordedGroups.thawToDie(record.cgroupPath)
            if try waitUntilReady(living.descriptor.number, .readable, milliseconds: 10_000).isEmpty {
                throw SystemCallError(call: "poll", subject: "process \(living.pid)", errno: .timedOut)
            }
        }
    }
}

extension RuntimeRecord {
    /// What the specification calls the state of a container.
    public func state(_ status: RuntimeStatus, _ version: String) -> [UInt8] {
        RuntimeStateText.write(stateValue(status, version))
    }

    public func stateValue(_ status: RuntimeStatus, _ version: String) -> RuntimeState {
        RuntimeState(
            ociVersion: version, id: id, status: status, pid: status == .stopped ? 0 : pid, bundle: bundle,
            annotations: annotations)
    }
}
