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

    /// For a root that cannot be pivoted, such as an initial ramdisk: moves the mount over `/` and changes root.
    /// The host's mounts stay below, out of reach only while the container cannot escape a chroot.
    static func moveAndChangeRoot(into root: borrowing Descriptor) throws(SystemCallError) {
        try changeDirectory(to: root)
        try Linux.mount(source: ".", on: "/", flags: .move)
        try changeRoot(".")
        try changeDirectory("/")
    }
}
