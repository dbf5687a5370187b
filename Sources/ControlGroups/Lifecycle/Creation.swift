internal import Linux
public import OCISpecification

extension ControlGroup {
    /// What a group is made for.
    public struct Options: Hashable, Sendable {
        /// The container has a user namespace, or the caller is in one: device rules that the kernel refuses are then
        /// not needed, since nobody there can make device nodes.
        public var isInUserNamespace: Bool
        /// Go on when processes are in the group already: a group that containers share on purpose.
        public var mayHoldProcesses: Bool
        /// What the container may use beside what its configuration names: see `DeviceRule.defaults`.
        public var defaultDevices: [DeviceRule]

        public init(
            isInUserNamespace: Bool = false, mayHoldProcesses: Bool = false,
            defaultDevices: [DeviceRule] = DeviceRule.defaults
        ) {
            self.isInUserNamespace = isInUserNamespace
            self.mayHoldProcesses = mayHoldProcesses
            self.defaultDevices = defaultDevices
        }
    }

    /// Makes the directories of a group and sets its limits. On failure nothing new is left.
    ///
    /// An error with the code `.notPermitted` or `.unavailable` means that the caller cannot have control groups at
    /// all: one without privileges goes on without them.
    public static func create(
        _ path: ControlGroupPath, resources: LinuxResources?, layout: ControlGroupLayout, options: Options = Options()
    ) throws(ControlGroupError) -> ControlGroup {
        let group = existing(path, layout: layout)
        var made: [String] = []
        do throws(ControlGroupError) {
            for place in group.places { try group.makeDirectory(place, &made) }
            if made.count < group.places.count {
                if !options.mayHoldProcesses { try group.refuseProcesses() }
                try group.refuseFrozen(besides: made)
            }
            if layout.isUnified, let place = group.unifiedPlace {
                try group.enableControllers(above: place, for: resources)
            }
            if let place = group.place(of: .cpuset), !place.hierarchy.isUnified {
                try CPUSets.inherit(place, path: path)
            }
            try group.apply(resources ?? LinuxResources(), options: options, isUpdate: false)
        } catch {
            // Only what is new and empty goes; a failure here would hide the first.
            for directory in made { _ = try? removeDirectory(directory) }
            throw error
        }
        return group
    }

    /// Makes the directory in a tree of version 2 alone, without limits: what a process can be made in before the group is whole.
    public static func createUnified(_ path: ControlGroupPath, at directory: String) throws(ControlGroupError) -> ControlGroup {
        let group = existing(path, layout: .unified(at: directory))
        var made: [String] = []
        for place in group.places { try group.makeDirectory(place, &made) }
        if made.isEmpty {
            try group.refuseProcesses()
            try group.refuseFrozen(besides: [])
        }
        return group
    }

    private func makeDirectory(_ place: Place, _ made: inout [String]) throws(ControlGroupError) {
        do throws(SystemCallError) {
            if try makeDirectories(place.directory) { made.append(place.directory) }
        } catch {
            // A bare control group file system refuses mkdir with ENOENT or EPERM where this mount shows no groups.
            let code: ControlGroupError.Code =
                switch error.errno {
                case .perm, .access: .notPermitted
                case .readOnly: .unavailable
                default: .refused
                }
            throw ControlGroupError(
                code, doing: "make the group", file: error.subject.isEmpty ? place.directory : error.subject,
                cause: error.errno.words)
        }
    }

    /// A group that has processes belongs to a container that runs.
    private func refuseProcesses() throws(ControlGroupError) {
        guard let place = mainPlace else { return }
        let found = try processes()
        if !found.isEmpty {
            throw ControlGroupError(
                .inUse, doing: "make the group", file: place.directory,
                cause: "\(found.count) processes are in it, process \(found[0]) among them; "
                    + "choose another path or stop them first")
        }
    }

    /// Whoever joins a frozen group stops there, the one that waits for it with it.
    private func refuseFrozen(besides made: [String]) throws(ControlGroupError) {
        guard let place = place(of: .freezer) ?? unifiedPlace, !made.contains(place.directory), freezerState() != .running else { return }
        throw ControlGroupError(
            .inUse, doing: "make the group", file: place.directory,
            cause: "it is there already and frozen; thaw it or choose another path")
    }

    /// Hands the controllers down, from the root to the group's parent (cgroup.subtree_control).
    ///
    /// A controller that cannot be had is an error only when a limit needs it, which then tells.
    private func enableControllers(above place: Place, for resources: LinuxResources?) throws(ControlGroupError) {
        // What is above a unit that was given to us is systemd's alone.
        let delegation = path.delegation
        let root = place.hierarchy.mountPoint + delegation
        let offered = Controllers(list: ControlFile(root, "cgroup.controllers").readIfPresent() ?? "")
        let have = Controllers(list: ControlFile(place, "cgroup.controllers").readIfPresent() ?? "")
        if have.isSuperset(of: offered) { return }
        for ancestor in [""] + path.ancestors.dropLast().compactMap({ Self.below(delegation, $0) }) {
            let file = ControlFile(root + ancestor, "cgroup.subtree_control")
            let enabled = Controllers(list: file.readIfPresent() ?? "")
            let missing = offered.subtracting(enabled).unifiedNames
            if missing.isEmpty { continue }
            // A group with processes must not hand controllers down: those for threads alone would be taken, and would make the
            // groups below it unfit for whole processes (cgroups(7), "domain invalid").
            if !(ancestor.isEmpty && delegation.isEmpty), let held = ControlFile(root + ancestor, "cgroup.procs").readIfPresent(),
                !held.isEmpty
            {
                continue
            }
            if file.attempt(missing.map { "+\($0)" }.joined(separator: " ")) == nil { continue }
            // One that cannot be had must not keep the others away.
            for name in missing { _ = file.attempt("+\(name)") }
        }
    }

    /// The rest of a path that lies below another; nil for one that does not.
    private static func below(_ top: String, _ path: String) -> String? {
        path.utf8.count > top.utf8.count && path.hasPrefix(top) ? String(path.dropFirst(top.count)) : nil
    }
}
