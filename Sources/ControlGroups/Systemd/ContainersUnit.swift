internal import Linux

/// The scope of systemd below which an engine makes the control groups of its containers by hand (`Delegate=`):
///
///     …/apus.scope/           made by systemd, over D-Bus, for the first monitor that does not find it
///                  monitors/  the monitors of all containers
///                  ID/        one container
///
/// A monitor inside it ends neither with the login session nor with the unit that its command was started in. The scope ends with the last
/// process in it.
public struct ContainersUnit: Hashable, Sendable {
    static let name = "apus.scope"
    private static let monitors = "/monitors"

    /// Below the mount point of the tree: `/system.slice/apus.scope`.
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

    /// Moves the calling process to the monitors, and has the scope made first where it is not there.
    public func enter() throws(ControlGroupError) {
        // The scope may end with its last process while we look at it: then there is another.
        for _ in 0..<20 {
            if try enterOnce() { return }
            pause(nanoseconds: 20_000_000)
        }
        throw ControlGroupError(.busy, doing: "move the monitor", file: directory, cause: "the scope is taken away again and again")
    }

    /// False when the scope has gone meanwhile.
    private func enterOnce() throws(ControlGroupError) -> Bool {
        if !isThere { try start() }
        do throws(SystemCallError) {
            do throws(SystemCallError) { try makeDirectory(directory + Self.monitors, mode: 0o755) } catch {
                if error.errno != .exists { throw error }
            }
        } catch {
            if Self.isGone(error.errno) { return false }
            throw ControlGroupError(doing: "make the group of the monitors", file: directory + Self.monitors, error)
        }
        let file = ControlFile(directory + Self.monitors, "cgroup.procs")
        guard let refusal = file.attempt("0") else { return true }
        if Self.isGone(refusal) { return false }
        // From a login session only systemd can move us: the group above both is the machine's.
        guard refusal == .access || refusal == .perm, isUsers else {
            throw ControlGroupError(.refused, doing: "move the monitor", file: file.path, cause: refusal.words)
        }
        var manager = try SystemdUnits(isUsers: true)
        do throws(ControlGroupError) {
            try manager.attach(CurrentProcess.identifier, to: Self.name, below: Self.monitors)
        } catch {
            if !isThere { return false }
            throw error
        }
        return true
    }

    private static func isGone(_ errno: Errno) -> Bool { errno == .noEntry || errno.rawValue == 19 }  // ENODEV

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

    /// Has the scope made around the calling process, unless another monitor was faster.
    private func start() throws(ControlGroupError) {
        var units = try SystemdUnits(isUsers: isUsers)
        try units.startTransient(Self.name, Self.properties(slice: slice, process: CurrentProcess.identifier)) { isThere }
    }

    static func properties(slice: String, process: Int32) -> [UnitProperty] {
        [
            UnitProperty("Description", .text("Containers of Apus and their monitors")), UnitProperty("Slice", .text(slice)),
            UnitProperty("PIDs", .numbers([UInt32(bitPattern: process)])), UnitProperty("Delegate", .boolean(true)),
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
