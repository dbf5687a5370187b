internal import ControlGroups
internal import Linux
package import OCISpecification

/// The control groups of one container; none, where it has none of its own.
struct ContainerGroups: Sendable {
    let group: ControlGroup?

    static func make(
        _ request: CgroupRequest, resources: LinuxResources?, inUserNamespace: Bool
    ) throws(RuntimeError) -> ContainerGroups {
        if request.manager == .disabled { return ContainerGroups(group: nil) }
        do throws(ControlGroupError) {
            return ContainerGroups(
                group: try ControlGroup.create(
                    ControlGroupPath(request.path), resources: resources, layout: MachineGroups.layout(),
                    options: ControlGroup.Options(isInUserNamespace: inUserNamespace)))
        } catch {
            if request.toleratesFailure && (error.code == .notPermitted || error.code == .unavailable) {
                return ContainerGroups(group: nil)
            }
            throw RuntimeError(error)
        }
    }

    /// Whether the first process is made before its groups, while which it assembles the root: where there is no tree
    /// of version 2 for it to be made in.
    static func comeAfterClone(_ request: CgroupRequest) -> Bool {
        request.manager != .disabled && !ControlGroupLayout.showsUnified()
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
        if request.manager == .disabled || request.path.isEmpty { return ContainerGroups(group: nil) }
        do throws(ControlGroupError) {
            return ContainerGroups(
                group: .existing(try ControlGroupPath(request.path), layout: try MachineGroups.layout()))
        } catch { throw RuntimeError(error) }
    }

    /// The directory that the first process is made in (`CLONE_INTO_CGROUP`): where there is a tree of version 2.
    func directoryForClone() throws(RuntimeError) -> Descriptor? {
        guard let group else { return nil }
        do throws(ControlGroupError) { return try group.directoryDescriptorForClone() } catch {
            throw RuntimeError(error)
        }
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
package enum RecordedGroups {
    package static func signal(_ path: String, _ number: Int32) throws(RuntimeError) {
        try with(path) { (group) throws(ControlGroupError) in try group.signal(number) }
    }

    package static func processes(_ path: String) throws(RuntimeError) -> [Int32] {
        try with(path) { (group) throws(ControlGroupError) in try group.processes() } ?? []
    }

    package static func isFrozen(_ path: String) throws(RuntimeError) -> Bool {
        try with(path) { (group) throws(ControlGroupError) in group.freezerState() == .frozen } ?? false
    }

    package static func setFrozen(_ path: String, _ frozen: Bool) throws(RuntimeError) {
        let done: Void? = try with(path) { (group) throws(ControlGroupError) in
            if frozen { try group.freeze() } else { try group.thaw() }
        }
        if done == nil { throw without(frozen ? "pause the container" : "resume the container") }
    }

    package static func update(_ path: String, _ resources: LinuxResources) throws(RuntimeError) {
        let done: Void? = try with(path) { (group) throws(ControlGroupError) in try group.update(resources) }
        if done == nil { throw without("change the limits of the container") }
    }

    /// Kills what is left in it, and removes it.
    package static func remove(_ path: String) throws(RuntimeError) {
        try with(path) { (group) throws(ControlGroupError) in try group.delete() }
    }

    /// Removes groups without processes; others stay.
    static func removeEmpty(_ path: String) throws(RuntimeError) {
        let groups = try ContainerGroups.find(CgroupRequest(path: path))
        // Busy: it is in use.
        _ = try? groups.group?.delete(killing: false, milliseconds: 100)
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
