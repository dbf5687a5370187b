internal import Linux

/// Device nodes for a container in a user namespace, where nobody can make any. The runtime makes those that the machine has not at
/// their path, in a small file system that is attached nowhere, and the container's first process mounts them one by one.
enum MadeDevices {
    /// Nil where the machine has all of them.
    static func make(
        _ devices: [DeviceNode], users: [IdentityRange], groups: [IdentityRange]
    ) throws(RuntimeError) -> Descriptor? {
        var wanted: [(name: String, device: DeviceNode)] = []
        for (index, device) in devices.enumerated() where device.kind != .fifo && !isOnHost(device) {
            wanted.append(("\(index)", device))
        }
        if wanted.isEmpty { return nil }
        return try doing("make the devices of the container") { () throws(SystemCallError) in
            let context = try FileSystemContext(type: "tmpfs")
            try context.set("source", "devices")
            try context.create()
            let directory = try context.mount([.noExecute, .noSetID])
            for (name, device) in wanted {
                try makeNode(
                    name, kind: device.kind.rawValue, permissions: 0o600, major: device.major, minor: device.minor,
                    at: directory.number)
                try setOwner(
                    name, user: outside(device.user, users), group: outside(device.group, groups), at: directory.number)
                try setPermissions(name, device.permissions, at: directory.number)
            }
            return directory
        }
    }

    /// Mounts those that were made, and tells which: the index of each. The file system is attached over the root meanwhile, since
    /// pieces can be taken only of what is attached (before Linux 6.15).
    static func mount(
        _ devices: [DeviceNode], from number: CInt, in root: borrowing Descriptor
    ) throws(RuntimeError) -> Set<Int> {
        let directory = try doing("open the devices of the container") { () throws(SystemCallError) in
            try open(".", [.path, .directory], at: number)
        }
        try doing("attach the devices of the container") { () throws(SystemCallError) in try directory.moveMount(onto: root) }
        var made: Set<Int> = []
        for (index, device) in devices.enumerated() {
            try doing("make device", device.path) { () throws(SystemCallError) in
                guard try exists("\(index)", at: directory.number) else { return }
                try device.mount(cloneTree("\(index)", at: directory.number), in: root)
                made.insert(index)
            }
        }
        try doing("detach the devices of the container") { () throws(SystemCallError) in
            try unmount(directory.procPath, detached: true, followingLinks: true)
        }
        return made
    }

    private static func isOnHost(_ device: DeviceNode) -> Bool {
        // What cannot be looked at cannot be mounted either.
        guard let found = try? status(of: device.path) else { return false }
        let kind: FileStatus.Kind = device.kind == .block ? .blockDevice : .characterDevice
        return found.kind == kind && found.deviceMajor == device.major && found.deviceMinor == device.minor
    }

    /// What has no number outside belongs to root there, and to nobody inside.
    private static func outside(_ id: UInt32, _ ranges: [IdentityRange]) -> UInt32 {
        for range in ranges { if let number = range.outside(id) { return number } }
        return 0
    }
}
