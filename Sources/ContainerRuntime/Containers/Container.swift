internal import Linux
internal import OCISpecification

/// A container of an OCI bundle, by its name below the directory where its state is kept.
///
/// The state is on disk and in the kernel, not here: a value of this type is a name, and may be made anew in another program. The
/// commands of `apus-runtime` and this type see the same containers when they are given the same directory.
///
/// See <doc:RunningAContainer> for a whole program.
public struct Container: Sendable {
    /// Where the commands of `apus-runtime` keep the state of root's containers.
    public static let usualRoot = "/run/apus-runtime"

    public let directory: RuntimeDirectory

    public var id: String { directory.id }

    /// Names a container, which need not be there. Throws when `id` is not a name: letters, digits and `_ + - .`
    public init(_ id: String, root: String = usualRoot) throws(RuntimeError) {
        directory = try RuntimeDirectory(root: root, id: id)
    }

    public init(_ directory: RuntimeDirectory) { self.directory = directory }

    /// Makes the container: namespaces, control groups, root file system and first process, which waits for ``start()``.
    ///
    /// The calling program has one thread, and has called ``ExecutableProtection/ensure()``. The first process is its child.
    ///
    /// - Parameters:
    ///   - bundle: what it is made of.
    ///   - streams: its standard streams; those of the calling program where nil.
    ///   - cgroup: where it is counted; nil follows the configuration, with directories made by hand.
    ///   - adjust: changes the request before it is carried out.
    ///   - completed: called when everything up to the program is there; takes the terminal, if `process.terminal` asks for one.
    /// - Throws: what kept it from being made; then nothing is left of it.
    public func create(
        of bundle: ContainerBundle, streams: consuming StandardStreams = StandardStreams(), cgroup: CgroupRequest? = nil,
        adjust: (inout LaunchRequest) throws(RuntimeError) -> Void = { (_) in },
        completed: (inout Launch) throws(RuntimeError) -> Void = { (_) in }
    ) throws(RuntimeError) {
        try CallingProgram.check()
        let claim = try directory.make()
        do throws(RuntimeError) {
            let listener = try doing("make the socket of container", id) { () throws(SystemCallError) in
                try LocalSocket.listen(.sequencedPackets, at: directory.releasePath, backlog: 8)
            }
            var request = request(bundle, streams: streams, cgroup: cgroup)
            request.releaseSocket = consume listener
            try adjust(&request)
            var launch = try Launch.begin(request) { () throws(RuntimeError) in try directory.keepConfiguration(of: bundle) }
            try launch.complete(directory, bundle)
            do throws(RuntimeError) { try completed(&launch) } catch {
                launch.abandon()
                throw error
            }
            try launch.leave()
            try claim.finish()
        } catch {
            // The first failure is the one to report.
            _ = try? directory.remove()
            throw error
        }
    }

    /// What makes this container of a bundle.
    public func request(
        _ bundle: ContainerBundle, streams: consuming StandardStreams = StandardStreams(), cgroup: CgroupRequest? = nil
    ) -> LaunchRequest {
        LaunchRequest(
            id: id, bundle: bundle.path, configuration: bundle.configuration, root: .directory(path: bundle.rootfs),
            streams: streams,
            cgroup: cgroup ?? CgroupRequest(path: RuntimeDirectory.controlGroup(of: bundle.configuration, id: id)))
    }

    /// Lets the program run. Returns when it does, and its poststart hooks have ended; a hook that fails ends the container.
    public func start() throws(RuntimeError) {
        let record = try directory.read()
        try LaunchRelease.start(directory, record)
        guard record.hasLaterHooks else { return }
        let configuration = try directory.configuration()
        do throws(RuntimeError) {
            try HookPlan(configuration).run(.poststart, state: record.state(.running, configuration.ociVersion))
        } catch {
            // The container goes with the hook that it needed, if it has not ended; ``delete(force:)`` takes what is left.
            _ = try? RecordedGroups.signal(record.cgroupPath, SignalNumber.kill)
            if let living = try LivingContainer(record) { _ = try? sendSignal(SignalNumber.kill, to: living.descriptor) }
            throw error
        }
    }

    /// Takes away what is left of a container that has ended. `force` kills one that runs, and nothing there is no error then.
    public func delete(force: Bool = false) throws(RuntimeError) {
        let record: RuntimeRecord?
        do throws(RuntimeError) { record = try directory.read() } catch {
            // What to do about that is the deletion's to know.
            record = nil
        }
        try ContainerDelete.delete(directory, force: force)
        // One that nobody has waited for, if it is our child.
        guard let record, ProcessStart.of(record.pid)?.ticks == record.processStart else { return }
        // Another's child is no error.
        _ = try? waitForChild(.process(record.pid), block: false)
    }
}

extension Launch {
    /// Writes the record down and waits until all but the program is there.
    mutating func complete(_ directory: RuntimeDirectory, _ bundle: ContainerBundle) throws(RuntimeError) {
        do throws(RuntimeError) { try directory.remember(self, of: bundle) } catch {
            abandon()
            throw error
        }
        try waitUntilReady()
    }
}
