public import ControlGroups
internal import Linux
public import OCISpecification

/// The control groups of one container; none, where it has none of its own.
struct ContainerGroups: Sendable {
    let group: ControlGroup?

    /// When groups are made. The first process assembles the root while those are made that it need not be made in.
    enum Order {
        /// All before the clone: one tree of version 2.
        case before
        /// The directory of version 2, which is here, before the clone; all others after it.
        case around(unified: String)
        /// All after the clone: there is nothing that a process could be made in.
        case after

        init(_ request: CgroupRequest) {
            let glance = ControlGroupLayout.glance()
            switch (request.manager, glance.version, glance.unified) {
            case (.systemd, _, _): self = .after
            case (.disabled, _, _), (_, .unified, _): self = .before
            case (_, .hybrid, let unified?): self = .around(unified: unified)
            default: self = .after
            }
        }
    }

    /// The part that the first process is made in.
    static func make(
        _ order: Order, _ request: CgroupRequest, resources: LinuxResources?, inUserNamespace: Bool
    ) throws(RuntimeError) -> ContainerGroups {
        switch order {
        case .before: return try make(request, resources: resources, inUserNamespace: inUserNamespace)
        case .after: return ContainerGroups(group: nil)
        case .around(let directory):
            return try tolerating(request) { () throws(ControlGroupError) in
                try ControlGroup.createUnified(ControlGroupPath(request.path), at: directory)
            }
        }
    }

    /// All of them. `holdsProcess`: our first process is in one already.
    static func make(
        _ request: CgroupRequest, resources: LinuxResources?, inUserNamespace: Bool, holdsProcess: Bool = false
    ) throws(RuntimeError) -> ContainerGroups {
        if case .disabled = request.manager { return ContainerGroups(group: nil) }
        return try tolerating(request) { () throws(ControlGroupError) in
            try ControlGroup.create(
                ControlGroupPath(request.path), resources: resources, layout: MachineGroups.layout(),
                options: ControlGroup.Options(isInUserNamespace: inUserNamespace || request.isRootless, mayHoldProcesses: holdsProcess))
        }
    }

    /// All of them after the clone, with a scope of systemd around the first process where that is wanted.
    static func make(
        around process: Int32, _ request: CgroupRequest, resources: LinuxResources?, inUserNamespace: Bool
    ) throws(RuntimeError) -> ContainerGroups {
        guard case .systemd(let scope) = request.manager else {
            return try make(request, resources: resources, inUserNamespace: inUserNamespace)
        }
        return try tolerating(request) { () throws(ControlGroupError) in
            let layout = try MachineGroups.layout()
            let path = try scope.start(process: process, resources: resources, layout: layout)
            return try ControlGroup.create(
                path, resources: resources, layout: layout,
                options: ControlGroup.Options(isInUserNamespace: inUserNamespace || request.isRootless, mayHoldProcesses: true))
        }
    }

    private static func tolerating(
        _ request: CgroupRequest, _ body: () throws(ControlGroupError) -> ControlGroup
    ) throws(RuntimeError) -> ContainerGroups {
        do throws(ControlGroupError) { return ContainerGroups(group: try body()) } catch {
            if request.toleratesFailure && (error.code == .notPermitted || error.code == .unavailable) {
                return ContainerGroups(group: nil)
            }
            throw RuntimeError(error)
        }
    }

    /// As the first process is told of those that were made after it; empty for none.
    var text: [UInt8] { group?.text ?? [] }

    init(group: ControlGroup?) { self.group = group }

    init(text: ArraySlice<UInt8>) throws(RuntimeError) {
        group = text.isEmpty ? nil : ControlGroup(text: text)
        if group == nil && !text.isEmpty {
            throw RuntimeError(.lost, doing: "hear of the control groups", cause: "the message is damaged")
        }
    }

    /// Those that were made before.
    static func find(_ request: CgroupRequest) throws(RuntimeError) -> ContainerGroups {
        if case .disabled = request.manager { return ContainerGroups(group: nil) }
        if request.path.isEmpty { return ContainerGroups(group: nil) }
        do throws(ControlGroupError) {
            return ContainerGroups(
                group: .existing(try ControlGroupPath(request.path), layout: try MachineGroups.layout()))
        } catch { throw RuntimeError(error) }
    }

    /// With other directories below the container's for some controllers.
    func with(_ changes: [(controller: String, path: String)]) throws(RuntimeError) -> ContainerGroups {
        guard var group, !changes.isEmpty else { return self }
        for (controller, path) in changes {
            do throws(ControlGroupError) { group = try group.moving(controller, below: path) } catch {
                throw RuntimeError(error)
            }
        }
        return ContainerGroups(group: group)
    }

    /// The directory that the first process is made in (`CLONE_INTO_CGROUP`): where there is a tree of version 2.
    func directoryForClone() throws(RuntimeError) -> Descriptor? {
        guard let group else { return nil }
        do throws(ControlGroupError) { return try group.directoryDescriptorForClone() } catch {
            throw RuntimeError(error)
        }
    }

    /// The directory of the group of version 2 that the container's first process has moved itself to. Where it has handed
    /// controllers down, as systemd does, the container's own group takes no process any more (cgroups(7), "no internal processes").
    static func innerDirectory(of process: Int32) throws(RuntimeError) -> Descriptor? {
        do throws(ControlGroupError) {
            return try ControlGroup.containing(process: process, layout: MachineGroups.layout()).directoryDescriptorForClone()
        } catch { throw RuntimeError(error) }
    }

    /// Lets a user of the container make groups below its own: version 2 alone is safe for that.
    func delegate(to owner: UInt32) throws(RuntimeError) {
        do throws(ControlGroupError) { try group?.delegate(to: owner) } catch { throw RuntimeError(error) }
    }

    var path: String { group?.path.text ?? "" }

    /// Moves a process that could not be made in the group of version 2; those of version 1 it has entered itself.
    func addToUnified(_ process: Int32) throws(RuntimeError) {
        guard let group, group.places.contains(where: { $0.hierarchy.isUnified }) else { return }
        do throws(ControlGroupError) { try group.add(process) } catch { throw RuntimeError(error) }
    }

    func remove() throws(RuntimeError) {
        do throws(ControlGroupError) { try group?.delete() } catch { throw RuntimeError(error) }
    }

    /// The failure before is the one to report; what stays is removed by `delete`.
    func removeAfterFailure() { _ = try? group?.delete() }
}

/// What later commands do with the control groups of a container, which may have none: then the path is empty.
public enum RecordedGroups {
    public static func signal(_ path: String, _ number: Int32) throws(RuntimeError) {
        try with(path) { (group) throws(ControlGroupError) in try group.signal(number) }
    }

    public static func processes(_ path: String) throws(RuntimeError) -> [Int32] {
        try with(path) { (group) throws(ControlGroupError) in try group.processes() } ?? []
    }

    public static func isFrozen(_ path: String) throws(RuntimeError) -> Bool {
        try with(path) { (group) throws(ControlGroupError) in group.freezerState() == .frozen } ?? false
    }

    public static func setFrozen(_ path: String, _ frozen: Bool) throws(RuntimeError) {
        let done: Void? = try with(path) { (group) throws(ControlGroupError) in
            if frozen { try group.freeze() } else { try group.thaw() }
        }
        if done == nil { throw without(frozen ? "pause the container" : "resume the container") }
    }

    /// After SIGKILL: a frozen process of version 1 dies only when it is thawed.
    public static func thawToDie(_ path: String) throws(RuntimeError) {
        try with(path) { (group) throws(ControlGroupError) in
            if !group.layout.isUnified, group.freezerState() != .running { try group.thaw() }
        }
    }

    public static func update(_ path: String, _ resources: LinuxResources) throws(RuntimeError) {
        let done: Void? = try with(path) { (group) throws(ControlGroupError) in
            try SystemdScope.update(path: path, resources: resources, layout: MachineGroups.layout())
            try group.update(resources)
        }
        if done == nil { throw without("change the limits of the container") }
    }

    public static func statistics(_ path: String) throws(RuntimeError) -> ResourceStatistics {
        try with(path) { (group) throws(ControlGroupError) in group.statistics() } ?? ResourceStatistics()
    }

    public static func cpuSet(_ path: String) throws(RuntimeError) -> CPUSetStatistics? {
        try with(path) { (group) throws(ControlGroupError) in group.cpuSetStatistics() } ?? nil
    }

    public static func outOfMemoryKills(_ path: String) throws(RuntimeError) -> UInt64 {
        try with(path) { (group) throws(ControlGroupError) in group.outOfMemoryKills() } ?? 0
    }

    /// Kills what is left in it, and removes it.
    public static func remove(_ path: String) throws(RuntimeError) {
        try with(path) { (group) throws(ControlGroupError) in try group.delete() }
    }

    /// Whether a process is in the group, or in one below it.
    public static func isEntered(_ path: String, by process: Int32) -> Bool {
        // One that has ended, or a machine without control groups: it is in none.
        guard let own = (try? ProcessGroups.of(process))?.unified else { return false }
        return own == path || own.hasPrefix(path + "/")
    }

    /// Goes to where processes can be made in the group, for an ordinary user whose command was started in a login session.
    public static func prepareToEnter(_ path: String) throws(RuntimeError) {
        do throws(ControlGroupError) { try ContainersUnit(containing: path)?.enterFromOutside() } catch { throw RuntimeError(error) }
    }

    /// Removes groups without processes; others stay. A first process whose `create` was killed ends by itself, at its own pace.
    static func removeEmpty(_ path: String) throws(RuntimeError) {
        let groups = try ContainerGroups.find(CgroupRequest(path: path))
        // Busy: it is in use.
        _ = try? groups.group?.delete(killing: false, milliseconds: 2000)
    }

    private static func without(_ doing: String) -> RuntimeError {
        RuntimeError(.wrongState, doing: doing, cause: "it has no control group of its own")
    }

    @discardableResult
    private static func with<Result>(
        _ path: String, _ body: (ControlGroup) throws(ControlGroupError) -> Result
    ) throws(RuntimeError) -> Result? {
        if path.isEmpty { return nil }
        do throws(ControlGroupError) {
            return try body(.existing(try ControlGroupPath(path), layout: try MachineGroups.layout()))
        } catch { throw RuntimeError(error) }
    }
}

extension RuntimeError {
    init(_ error: ControlGroupError) {
        self.init(
            error.code == .unsupported ? .unsupported : .refused, doing: error.doing, subject: error.file,
            cause: error.cause)
    }
}

/// How this machine shows its control groups, looked at once: nobody mounts them elsewhere while we run.
enum MachineGroups {
    // Read and written by one thread: this process never has a second.
    nonisolated(unsafe) private static var known: ControlGroupLayout?

    static func layout() throws(ControlGroupError) -> ControlGroupLayout {
        if let known = unsafe known { return known }
        let found = try ControlGroupLayout.detect()
        unsafe known = found
        return found
    }
}

extension Launch {
    /// Looks up beforehand what every launch of this process needs to know of the machine.
    public static func warmUp() {
        // A launch that needs it tells what is wrong.
        _ = try? MachineGroups.layout()
    }
}
