internal import Linux
internal import OCISpecification

extension Launch {
    /// In another user namespace there is no right to walk to the sources of mounts, nor to map their owners: then they
    /// are opened before.
    static func openSources(
        _ plan: LaunchPlan, _ namespaces: borrowing NamespacePlan
    ) throws(RuntimeError) -> MountSources? {
        guard plan.root.inUserNamespace || plan.root.mapsOwners, Credentials.effectiveUser == 0 else { return nil }
        var mapping: OwnerMapping?
        if plan.root.mapsOwners, plan.root.inUserNamespace {
            let joined = try namespaces.joinedUserNamespace()
            let namespace: Descriptor
            if let joined {
                namespace = joined
            } else {
                namespace = try MappingNamespace.make(users: plan.userRanges, groups: plan.groupRanges)
            }
            mapping = OwnerMapping(namespace: namespace, users: plan.userRanges, groups: plan.groupRanges)
        }
        var sources = try MountSources(root: plan.root.root, mounts: plan.root.mounts, mapping: mapping)
        if plan.root.inUserNamespace {
            try sources.makeDevices(plan.root.devices, users: plan.userRanges, groups: plan.groupRanges)
        }
        return sources
    }

    /// Step 3.
    static func clone(
        _ plan: LaunchPlan, _ namespaces: consuming NamespacePlan, sources: consuming MountSources?,
        streams: consuming StandardStreams, release: consuming Descriptor?, _ groups: ContainerGroups
    ) throws(RuntimeError) -> Launch {
        let joins = namespaces.needsJoiningStage
        let pair = try doing("make the bootstrap's socket") { () throws(SystemCallError) in
            try LocalSocket.pair(.sequencedPackets)
        }
        var directory = try groups.directoryForClone()
        let side: CloneSide
        if joins {
            // The joining process stays outside: a limit of one process would be used up by it.
            side = try doing("make the joining process") { () throws(SystemCallError) in try cloneProcess() }
        } else {
            side = try clone(namespaces.cloned, into: &directory)
        }
        switch consume side {
        case .child:
            let channel = BootstrapChannel(socket: pair.keepingSecond())
            if joins { JoiningStage.pass(namespaces, into: directory, channel: channel) }
            let stage = InitStage(
                plan, groups: groups, channel: channel, sources: sources, streams: streams, release: release)
            stage.run(namespaces)
        case .parent(let process, let descriptor):
            let channel = BootstrapChannel(socket: pair.keepingFirst())
            if !joins {
                return Launch(
                    pid: process, pidfd: descriptor, channel: channel, plan: plan, groups: groups,
                    isInUnifiedGroup: number(of: directory) != nil)
            }
            let first = try receiveFirstProcess(channel, of: descriptor)
            return Launch(
                pid: first.pid, pidfd: first.descriptor, channel: channel, plan: plan, groups: groups,
                isInUnifiedGroup: first.isInUnifiedGroup)
        }
    }

    /// Makes a process, inside the control group of version 2 whose directory is given. Kernels before 5.7, and filters
    /// around the runtime, cannot: then the directory is let go, and the caller moves the process.
    static func clone(
        _ kinds: NamespaceKinds, into directory: inout Descriptor?,
        whenBusy other: () throws(RuntimeError) -> Descriptor? = { nil }
    ) throws(RuntimeError) -> CloneSide {
        do throws(SystemCallError) {
            return try cloneProcess(kinds, intoCgroup: number(of: directory))
        } catch {
            if error.errno == .busy, let inner = try other() {
                let side = try doing("make a process in the container's inner group") { () throws(SystemCallError) in
                    try cloneProcess(kinds, intoCgroup: inner.number)
                }
                // Open until here.
                _ = consume inner
                return side
            }
            guard error.errno == .notSupported || error.errno == .noSystemCall, number(of: directory) != nil else {
                throw RuntimeError(doing: "make a process for the container", cause: error)
            }
        }
        directory = nil
        return try doing("make a process for the container") { () throws(SystemCallError) in
            try cloneProcess(kinds)
        }
    }

    static func number(of directory: borrowing Descriptor?) -> CInt? {
        switch directory {
        case .some(let directory): directory.number
        case .none: nil
        }
    }

    static func receiveFirstProcess(
        _ channel: borrowing BootstrapChannel, of joining: borrowing Descriptor
    ) throws(RuntimeError) -> FirstProcess {
        do throws(RuntimeError) {
            var message = try channel.expect(.process, from: "the joining process")
            guard let first = message.descriptors.take(), let told = FirstProcess.read(message.bytes) else {
                throw RuntimeError(.lost, doing: "hear of the first process", cause: "its descriptor or its number is missing")
            }
            try reap(joining)
            return FirstProcess(pid: told.pid, descriptor: first, isInUnifiedGroup: told.isInUnifiedGroup)
        } catch {
            try reap(joining)
            throw error
        }
    }

    private static func reap(_ process: borrowing Descriptor) throws(RuntimeError) {
        do throws(SystemCallError) { _ = try waitForChild(.descriptor(process.number)) } catch {
            // A second look at one that is gone already.
            if error.errno == .noChild { return }
            throw RuntimeError(doing: "wait for the joining process", cause: error)
        }
    }
}

/// A process that one in between has made, as it told of it.
struct FirstProcess: ~Copyable {
    let pid: Int32
    let descriptor: Descriptor
    let isInUnifiedGroup: Bool

    /// What the joining process says of it; nil when that is damaged.
    static func read(_ message: [UInt8]) -> (pid: Int32, isInUnifiedGroup: Bool)? {
        guard message.count >= 5 else { return nil }
        return (BootstrapMessage.number(in: message[1..<5]), message.count > 5 && message[5] == 1)
    }
}
