internal import ContainerNetworking
internal import ContainerRuntime
internal import ContainerState
internal import JSONText
internal import Linux
internal import OCISpecification

/// One start of a container: from its records to a process that runs its program.
///
///     1 read config.json, make pipes
///     2 begin: the first process is cloned and puts its root together
///     3 meanwhile: address, interface, routes
///     4 wait until it is ready, take its terminal
///     5 write what runs
///     6 let it go
struct Launching {
    let shared: Supervision
    private var container: ContainerDirectory { shared.container }

    init(_ shared: Supervision) { self.shared = shared }

    func run() throws(MonitorFailure) {
        var configuration = try readConfiguration()
        var others: SharedNamespaces?
        if let owners = shared.plan.namespaceOwners {
            others = SharedNamespaces(owners: owners, shared: shared)
            try others?.apply(to: &configuration)
        }
        let group = try groupPath()
        let network = usePreparedNetwork(&configuration)
        shared.hasMemoryLimit = configuration.linux?.resources?.memory?.limit != nil
        let streams = try makeStreams(configuration)
        var request = LaunchRequest(
            id: container.id, bundle: container.path, configuration: configuration, root: try rootSource(), streams: streams,
            cgroup: CgroupRequest(
                path: group, manager: group.isEmpty ? .disabled : .cgroupfs,
                toleratesFailure: shared.plan.toleratesMissingCgroup && shared.plan.requiresCgroup != true,
                isRootless: shared.plan.toleratesMissingCgroup))
        request.preservedDescriptors = shared.plan.preservedDescriptors
        request.filterCache = container.locations.filters
        do throws(RuntimeError) {
            var launch = try begin(request)
            do throws(MonitorFailure) {
                shared.network = try NetworkSetup.connect(shared, process: launch.pid, prepared: network)
            } catch {
                // Its process may be gone for a reason of its own, which it then tells.
                try launch.waitUntilReady()
                launch.abandon()
                throw RuntimeError(.refused, doing: "connect the network", subject: container.id, cause: error.message)
            }
            try launch.waitUntilReady()
            do throws(RuntimeError) { try others?.confirm() } catch {
                launch.abandon()
                throw error
            }
            shared.rootMount = nil
            shared.terminal = launch.takeTerminal()
            shared.process = launch.pid
            do throws(SystemCallError) {
                shared.processDescriptor = try openProcess(launch.pid)
                shared.mountHold = try? open("/proc/\(launch.pid)/ns/mnt")  // only the answer is quicker with it
            } catch {
                launch.abandon()
                throw RuntimeError(doing: "watch the process of the container", subject: container.id, cause: error)
            }
            do throws(MonitorFailure) { try record(launch.pid, filter: launch.filter) } catch {
                launch.abandon()
                throw RuntimeError(
                    .refused, doing: "record the start of the container", subject: container.id, cause: error.message)
            }
            if let size = shared.terminalSize.take(), let number = shared.terminal?.number {
                _ = try? Terminal.setSize(size, of: number)  // a program that asks before the first resize gets nothing then
            }
            try launch.start()
            // Without it the container would look as if it never ran, but only after a reboot: no reason to end it now.
            _ = try? StartMark.make(container, at: shared.startedAt)
        } catch {
            throw MonitorFailure(code: error.exitStatus == 1 ? 125 : UInt8(error.exitStatus), error.description)
        }
    }

    /// The group of the container; empty for none.
    private func groupPath() throws(MonitorFailure) -> String {
        guard shared.plan.toleratesMissingCgroup, let failure = shared.displacement else { return shared.plan.cgroupPath }
        guard shared.plan.requiresCgroup == true else { return "" }
        throw MonitorFailure(code: 125, "limiting the container: \(failure). \(Self.whatLimitsNeed)")
    }

    private func begin(_ request: consuming LaunchRequest) throws(RuntimeError) -> Launch {
        do throws(RuntimeError) { return try Launch.begin(request) } catch {
            guard shared.plan.requiresCgroup == true, error.doing == "make the group" else { throw error }
            throw RuntimeError(
                error.code, doing: "limit the container", subject: error.subject, cause: "\(error.cause). \(Self.whatLimitsNeed)")
        }
    }

    private static let whatLimitsNeed =
        "An ordinary user's limits need cgroup v2 and a systemd of the user's, with its bus in XDG_RUNTIME_DIR: log in, or run "
        + "`loginctl enable-linger` once; or run the container without limits"

    private func readConfiguration() throws(MonitorFailure) -> RuntimeConfiguration {
        let bytes: [UInt8]
        do throws(SystemCallError) { bytes = try readFile(container.configuration) } catch {
            throw MonitorFailure("reading the configuration of the container", error)
        }
        do throws(JSONError) { return try JSON.decode(RuntimeConfiguration.self, from: bytes) } catch {
            throw MonitorFailure(code: 125, "reading \(container.configuration): \(error)")
        }
    }

    /// Where the container is to have a network namespace of its own it joins the one that is there already. One that belongs to
    /// the user namespace of the container can only be made with it.
    private func usePreparedNetwork(_ configuration: inout RuntimeConfiguration) -> NetworkNamespace? {
        guard let prepared = shared.preparedNetwork.take(), var namespaces = configuration.linux?.namespaces,
            !namespaces.contains(where: { $0.type == "user" }),
            let own = namespaces.firstIndex(where: { $0.type == "network" && ($0.path ?? "").isEmpty })
        else { return nil }
        namespaces[own].path = prepared.descriptor.procPath
        configuration.linux?.namespaces = namespaces
        return prepared
    }

    private func rootSource() throws(MonitorFailure) -> RootSource {
        let root = shared.plan.root
        if let program = root.mountProgram {
            do throws(SystemCallError) {
                let mount = try ServedOverlay(program: program, lowers: root.lowers, upper: root.upper, work: root.work).mount()
                let number = mount.number
                shared.rootMount = consume mount
                return .mounted(number: number)
            } catch { throw MonitorFailure("mounting the root of the container", error) }
        }
        if let directory = root.directory { return .directory(path: directory) }
        return .overlay(
            lowers: root.lowers, upper: root.upper, work: root.work, volatile: root.volatile,
            mapsOwners: root.mapsOwners ?? false)
    }

    /// The container's ends of its streams; ours stay in ``Supervision``.
    private func makeStreams(_ configuration: RuntimeConfiguration) throws(MonitorFailure) -> StandardStreams {
        if configuration.process?.terminal == true || shared.plan.log.driver == .passthrough {
            return StandardStreams()
        }
        do throws(SystemCallError) {
            var input: Descriptor?
            if shared.plan.keepsStandardInput {
                try Pipe().takeApart { inner, outer in
                    input = consume inner
                    shared.input = consume outer
                }
            } else {
                input = try open("/dev/null", .readOnly)
            }
            let owner = OwnerOutside(configuration)
            var output: Descriptor?
            try makeOutput(owner).takeApart { outer, inner in
                shared.output = consume outer
                output = consume inner
            }
            var error: Descriptor?
            try makeOutput(owner).takeApart { outer, inner in
                shared.error = consume outer
                error = consume inner
            }
            return StandardStreams(input: input.take(), output: output.take(), error: error.take())
        } catch { throw MonitorFailure("making the streams of the container", error) }
    }

    /// A pipe whose inner end is open for reading too: when everybody outside is gone, writing blocks instead of killing;
    /// and owned by the container's user, so that `/dev/stdout` can be opened again.
    private func makeOutput(_ owner: OwnerOutside) throws(SystemCallError) -> Pipe {
        let pipe = try Pipe()
        if owner.user != 0 || owner.group != 0 {
            try setOwner(pipe.writeEnd.procPath, user: owner.user, group: owner.group, followingLinks: true)
        }
        let both = try open(pipe.writeEnd.procPath, .readWrite)
        return pipe.replacingWriteEnd(both)
    }

    private func record(_ process: Int32, filter: [UInt8]) throws(MonitorFailure) {
        shared.startedAt = .now
        if !filter.isEmpty {
            do throws(SystemCallError) {
                try open(container.seccompFilter, [.writeOnly, .create, .truncate], mode: 0o600).write(filter)
            } catch { throw MonitorFailure("writing \(container.seccompFilter)", error) }
        }
        guard let start = ProcessIdentity.startTime(of: process) else {
            throw MonitorFailure(code: 125, "the process \(process) of the container is gone")
        }
        shared.processStart = start
        let state = RunState(
            pid: process, processStart: start, bootID: shared.bootID, startedAt: shared.startedAt,
            restartCount: shared.restartCount, network: shared.network)
        do throws(StateError) { try RecordFile.write(state, to: container.state, bootID: shared.bootID) } catch {
            throw MonitorFailure(code: 125, error.message)
        }
        if let path = shared.plan.pidFile {
            do throws(SystemCallError) { try writeNamedFile(path, with: Array(String(process).utf8)) } catch {
                throw MonitorFailure("writing the process number to \(path)", error)
            }
        }
    }
}

/// Who the container's user is outside of its user namespace.
struct OwnerOutside {
    let user: UInt32
    let group: UInt32

    init(_ configuration: RuntimeConfiguration) {
        let inside = configuration.process?.user
        user = Self.outside(inside?.uid ?? 0, configuration.linux?.uidMappings)
        group = Self.outside(inside?.gid ?? 0, configuration.linux?.gidMappings)
    }

    private static func outside(_ id: UInt32, _ mappings: [LinuxIDMapping]?) -> UInt32 {
        guard let mappings, !mappings.isEmpty else { return id }
        for map in mappings where id >= map.containerID && id - map.containerID < map.size {
            return map.hostID &+ (id - map.containerID)  // the kernel refuses a map that leads beyond its numbers
        }
        return 65534
    }
}
