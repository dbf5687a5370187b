internal import Linux

/// Leaves the host's file system for the container's.
enum PivotRoot {
    /// `pivot_root(2)` onto itself: the old root lies on top of the new one for a moment and is taken away, so no
    /// directory of the container is needed for it.
    static func pivot(into root: borrowing Descriptor) throws(SystemCallError) {
        try changeDirectory(to: root)
        try pivotRoot(".", old: ".")
        try unmount(".", detached: true)
        try changeDirectory("/")
    }

    /// For a root that cannot be pivoted, such as an initial ramdisk: moves the mount over `/`, where it is not there already, and
    /// changes root. The host's mounts stay below, out of reach only while the container cannot escape a chroot; those that would let
    /// it mount a procfs or sysfs without what is masked in its own are taken away.
    static func moveAndChangeRoot(into root: borrowing Descriptor, isOverRoot: Bool) throws(SystemCallError) {
        for path in ["/proc", "/sys"] {
            do throws(SystemCallError) {
                // One may lie upon another.
                while true { try unmount(path, detached: true) }
            } catch {
                // Not mounted, or locked by an outer user namespace, which also keeps it from being seen.
                if error.errno != .invalid && error.errno != .noEntry { throw error }
            }
        }
        try changeDirectory(to: root)
        if !isOverRoot { try Linux.mount(source: ".", on: "/", flags: .move) }
        try changeRoot(".")
        try changeDirectory("/")
    }
}
