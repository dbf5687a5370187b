internal import Linux

/// The root of a container as criu wants it: a mount of its own, in a mount namespace of the restore, with all mount points in it.
struct RestoreRoot: Sendable {
    /// Where it is mounted.
    let path: String
    let rootfs: String
    let mounts: [MountPlan]

    func prepare() throws(RuntimeError) {
        try attach()
        let root = try doing("open", path) { () throws(SystemCallError) in try open(path, [.path, .directory]) }
        for mount in mounts where isOnDisk(mount) {
            do throws(SystemCallError) { try makePlace(mount, in: root) } catch {
                throw RuntimeError(
                    doing: "make the mount point", subject: "\(mount.destination) (mounts[\(mount.index)])", cause: error)
            }
        }
        // With what has been mounted there to make mount points in it.
        try doing("unmount", path) { () throws(SystemCallError) in try unmount(path, detached: true) }
        try attach()
    }

    private func attach() throws(RuntimeError) {
        try doing("mount the root of the container", rootfs) { () throws(SystemCallError) in
            try cloneTree(rootfs, recursive: true).moveMount(onto: path)
        }
    }

    /// What lies in a file system of the container's own comes back with it.
    private func isOnDisk(_ mount: MountPlan) -> Bool {
        switch mount.kind {
        case .bind, .fileSystem: break
        case .controlGroups, .change: return false
        }
        for other in mounts where mount.destination.hasPrefix(other.destination + "/") {
            if case .fileSystem = other.kind { return false }
        }
        return true
    }

    private func makePlace(_ mount: MountPlan, in root: borrowing Descriptor) throws(SystemCallError) {
        guard case .bind(let source) = mount.kind else {
            _ = try ContainedPath.directory(mount.destination, in: root)
            return
        }
        if mount.options.copiesSymlink, try status(of: source, followingLinks: false).kind == .symlink { return }
        let tree = try cloneTree(source, recursive: true)
        let target =
            try tree.status().kind == .directory
            ? ContainedPath.directory(mount.destination, in: root) : ContainedPath.file(mount.destination, in: root)
        try tree.moveMount(onto: target)
    }
}
