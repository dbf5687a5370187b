internal import CLinux
internal import Glibc

// Mounts as descriptors: taken, changed and put in place without a path in between (kernel 5.2; attributes 5.12).

/// A private copy of the mount at `path`, attached nowhere (`open_tree(2)` with OPEN_TREE_CLONE). An empty path copies
/// what `directory` itself is.
public func cloneTree(
    _ path: some PathBytes, at directory: CInt = currentDirectory, recursive: Bool = false, followingLinks: Bool = true
) throws(SystemCallError) -> Descriptor {
    // OPEN_TREE_CLONE 1, OPEN_TREE_CLOEXEC = O_CLOEXEC, AT_EMPTY_PATH, AT_RECURSIVE, AT_SYMLINK_NOFOLLOW
    let flags = 1 | UInt32(O_CLOEXEC) | 0x1000 | (recursive ? 0x8000 : 0) | (followingLinks ? 0 : 0x100)
    return Descriptor(
        owning: try unsafe checkPath("open_tree", path) { unsafe apus_open_tree(directory, $0, flags) })
}

extension Descriptor {
    /// A private copy of the mount this descriptor stands on, starting at it.
    public func cloneTree(recursive: Bool = false) throws(SystemCallError) -> Descriptor {
        try Linux.cloneTree("", at: number, recursive: recursive)
    }

    /// Attaches this mount on top of what `target` is (`move_mount(2)`).
    public func moveMount(onto target: borrowing Descriptor) throws(SystemCallError) {
        let (from, to) = (number, target.number)
        // MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH
        try check("move_mount", "descriptor \(to)") { unsafe apus_move_mount(from, "", to, "", 0x44) }
    }

    /// Attaches this mount at a path, whose last symlink is not followed.
    public func moveMount(
        onto path: some PathBytes, at directory: CInt = currentDirectory
    ) throws(SystemCallError) {
        let from = number
        try unsafe checkPath("move_mount", path) { unsafe apus_move_mount(from, "", directory, $0, 0x04) }
    }

    /// Changes the attributes of the mount this descriptor stands on (`mount_setattr(2)`, 5.12).
    public func setMountAttributes(
        set: MountAttributes, clear: MountAttributes = [], propagation: MountPropagation = .unchanged,
        recursive: Bool = false, userNamespace: CInt = 0
    ) throws(SystemCallError) {
        let number = self.number
        let flags: UInt32 = 0x1000 | (recursive ? 0x8000 : 0)
        try check("mount_setattr", "descriptor \(number)") {
            unsafe apus_mount_setattr(
                number, "", flags, set.rawValue, clear.rawValue, propagation.rawValue,
                UInt64(UInt32(bitPattern: userNamespace)))
        }
    }
}
