internal import ControlGroups
internal import Linux

/// The control group of the container that a monitor watches over.
enum ContainerGroup {
    /// How often the kernel's out-of-memory killer struck in it; 0 where that cannot be told.
    static func outOfMemoryKills(_ path: String) -> UInt64 { group(path)?.outOfMemoryKills() ?? 0 }

    /// Takes it away, with what still runs in it. One that the user made, or that is gone, is left.
    static func remove(_ path: String) {
        // What cannot be removed now is empty and costs nothing; `system prune` finds it.
        _ = try? group(path)?.delete()
    }

    private static func group(_ path: String) -> ControlGroup? {
        guard !path.isEmpty, let layout = try? ControlGroupLayout.detect(), let path = try? ControlGroupPath(path) else { return nil }
        return ControlGroup.existing(path, layout: layout)
    }
}
