internal import ControlGroups

extension Engine {
    /// The unit of systemd that containers and monitors of this user are in; nil where there is none to be had.
    var containersUnit: ContainersUnit? {
        // A machine without systemd is asked once.
        guard MachineManager.isSystemd else { return nil }
        return ContainersUnit.usual(user: host.rootless ? host.callerUser : nil)
    }

    /// As podman: of an ordinary user in version 1 of control groups, which cannot be handed over, limits are passed over with a warning.
    public var ignoresLimits: Bool { host.rootless && ControlGroupLayout.glance().version != .unified }

    /// Where monitors are to go; nil leaves them where they are started.
    var monitorsUnit: String? { containersUnit?.path }

    /// The group that those of containers are made in, unless they ask for another.
    var containersGroup: String { containersUnit?.path ?? "/apus" }
}

private enum MachineManager {
    static let isSystemd = ContainersUnit.isSystemdThere()
}
