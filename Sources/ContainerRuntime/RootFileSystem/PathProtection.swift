internal import Linux

/// What a container may not see (`linux.maskedPaths`) or change (`linux.readonlyPaths`). A path that is not there needs
/// no protection; any other failure is one.
struct PathProtection: ~Copyable {
    /// An empty read-only tmpfs, made for the first directory that needs it and copied for the others.
    private var empty: Descriptor?
    private let nullDevice: Descriptor

    /// `nullDevice` has to be the host's: a container's own could have been replaced by a symlink (CVE-2025-31133).
    init(nullDevice: consuming Descriptor) throws(SystemCallError) {
        let status = try nullDevice.status()
        guard status.kind == .characterDevice, status.deviceMajor == 1, status.deviceMinor == 3 else {
            throw SystemCallError(call: "fstat", subject: "/dev/null is not the null device", errno: .noSuchDevice)
        }
        self.nullDevice = nullDevice
    }

    mutating func mask(_ path: String, in root: borrowing Descriptor) throws(SystemCallError) {
        guard let target = try ContainedPath.find(path, in: root) else { return }
        guard try target.status().kind == .directory else {
            if !Safeguard.nullDevice.isOn, let other = try ContainedPath.find("/dev/null", in: root) {
                return try other.cloneTree().moveMount(onto: target)
            }
            try nullDevice.cloneTree().moveMount(onto: target)
            return
        }
        if empty == nil {
            let context = try FileSystemContext(type: "tmpfs")
            try context.set("source", "tmpfs")
            try context.create()
            let made = try context.mount([.readOnly, .noSetID, .noDevices, .noExecute])
            try made.moveMount(onto: target)
            // Now that it is in place it can be copied: a mount attached nowhere cannot before 6.15.
            empty = consume made
            return
        }
        if let copy = try empty?.cloneTree() { try copy.moveMount(onto: target) }
    }

    static func makeReadOnly(_ path: String, in root: borrowing Descriptor) throws(SystemCallError) {
        guard let target = try ContainedPath.find(path, in: root) else { return }
        let copy = try target.cloneTree(recursive: true)
        try copy.setMountAttributes(set: .readOnly, recursive: true)
        try copy.moveMount(onto: target)
    }
}
