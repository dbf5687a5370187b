internal import Linux

/// The unit of systemd below which an engine makes the control groups of its containers by hand (`Delegate=`), once per boot:
///
///     …/apus-containers.service/           made by systemd, over D-Bus, when it is not there
///                               monitors/  the monitors of all containers
///                               ID/        one container
///
/// A monitor inside it ends neither with the login session nor with the unit that its command was started in. It is a service that has
/// done its work (`RemainAfterExit=`): a scope would end with its last process, and be asked for again by the next container.
public struct ContainersUnit: Hashable, Sendable {
    static let name = "apus-containers.service"
    private static let monitors = "/monitors"

    /// Below the mount point of the tree: `/system.slice/apus-containers.service`.
    public let path: String
    private let root: String

    /// Whether systemd runs this machine, with all controllers in one tree: those of version 1 are not to be handed over.
    public static func isSystemdThere(root: String = "/sys/fs/cgroup") -> Bool {
        // What cannot be looked at is not there for us.
        (try? exists("/run/systemd/system")) == true && ControlGroupLayout.glance(directory: root).version == .unified
    }

    /// That of a user, as the machine numbers it, or of the machine itself (nil). Nil where it is not there, nor its systemd to be asked.
    public static func usual(user: UInt32?, root: String = "/sys/fs/cgroup") -> ContainersUnit? {
        guard let user else {
            let unit = ContainersUnit(path: "/system.slice/\(name)", root: root)
            return unit.isThere || (try? exists(SystemdUnits.systemBus)) == true ? unit : nil
        }
        let unit = ContainersUnit(path: "/user.slice/user-\(user).slice/user@\(user).service/app.slice/\(name)", root: root)
        // A process of a login session gets in by it alone.
        guard let bus = try? SystemdUnits.usersBus(), (try? exists(bus)) == true else { return nil }
        return unit
    }

    /// The one that a group, or the unit itself, is in.
    public init?(containing path: String, root: String = "/sys/fs/cgroup") {
        guard let end = Self.end(of: path) else { return nil }
        self.init(path: String(path[..<end]), root: root)
    }

    private init(path: String, root: String) {
        self.path = path
        self.root = root
    }

    /// Where the name of the unit ends in the path of a group.
    private static func end(of path: String) -> String.Index? {
        var place = path.startIndex
        for part in path.parts(between: "/") {
            place = part.endIndex
            if part == name { return place }
        }
        return nil
    }

    private var directory: String { root + path }

    private var isThere: Bool { (try? exists(directory)) == true }

    /// Whether it belongs to a user's systemd.
    private var isUsers: Bool { path.hasPrefix("/user.slice/") }

    /// Moves the calling process to the monitors, and has the unit made first where it is not there.
    public func enter() throws(ControlGroupError) {
        if !isThere { try start() }
        do throws(SystemCallError) { _ = try makeDirectories(directory + Self.monitors) } catch {
            throw ControlGroupError(doing: "make the group of the monitors", file: directory + Self.monitors, error)
        }
        let file = ControlFile(directory + Self.monitors, "cgroup.procs")
        guard let refusal = file.attempt("0") else { return }
        // From a login session only systemd can move us: the group above both is the machine's.
        guard refusal == .access || refusal == .perm, isUsers else {
            throw ControlGroupError(.refused, doing: "move the monitor", file: file.path, cause: refusal.words)
        }
        var manager = try SystemdUnits(isUsers: true)
        try manager.attach(CurrentProcess.identifier, to: Self.name, below: Self.monitors)
    }

    /// Moves the calling process to the monitors where it could not make processes in groups of the unit: when it is outside of what its
    /// user's systemd has been given.
    public func enterFromOutside() throws(ControlGroupError) {
        guard isUsers, let own = try ProcessGroups.of().unified, !own.hasPrefix(manager) else { return }
        try enter()
    }

    /// The group of the systemd that has the unit, with a slash: `/user.slice/user-1.slice/user@1.service/`.
    private var manager: String {
        var text = ""
        for part in path.parts(between: "/") {
            text += "/" + part
            if part.hasPrefix("user@") { return text + "/" }
        }
        return "/"
    }

    private var slice: String {
        var last = ""
        for part in path.parts(between: "/") where part.hasSuffix(".slice") { last = String(part) }
        return last
    }

    private func start() throws(ControlGroupError) {
        var units = try SystemdUnits(isUsers: isUsers)
        try units.startTransient(Self.name, Self.properties(slice: slice)) { isThere }
        if isThere { return }
        throw ControlGroupError(
            .notFound, doing: "make the unit of all containers", file: directory,
            cause: "systemd says that it is made; `systemctl \(isUsers ? "--user " : "")status \(Self.name)` may tell where it is")
    }

    static func properties(slice: String) -> [UnitProperty] {
        [
            UnitProperty("Description", .text("Containers of Apus and their monitors")), UnitProperty("Slice", .text(slice)),
            UnitProperty("Type", .text("oneshot")), UnitProperty("RemainAfterExit", .boolean(true)),
            UnitProperty("ExecStart", .command(["/bin/sh", "-c", ":"])), UnitProperty("Delegate", .boolean(true)),
            // Of a machine that shuts down: what does not end by itself is killed after so many microseconds.
            UnitProperty("TimeoutStopUSec", .long(10_000_000)),
            // Each container has a limit of its own.
            UnitProperty("TasksMax", .long(.max)), UnitProperty("CollectMode", .text("inactive-or-failed")),
        ]
    }
}

extension ControlGroupPath {
    /// The path of the unit of ours that systemd has given us, in which alone controllers are ours to hand down; empty for none.
    var delegation: String { ContainersUnit(containing: text)?.path ?? "" }
}
